// The order of test files: what takes long begins first, or the last of them runs alone while a core has nothing to do.
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Half a minute or so each. In a fresh clone Vitest knows no durations and goes by the size of files. */
const long =
  /\/(system\/(sip|conformance|smpp|privacy|conference|backup|hotline|call-out|import|stop)|imports\/lists|reports\/equality|routing\/simulation|faults\/(roles|shortages|hotline|callbacks|clocks)|e2e\/(participation|oversight|markup|turned-away|story|reports|quality|flows)|scripts\/accounts)\.test\.ts$/;

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const groupOf = ({ project }: TestSpecification) => project.config.sequence.groupOrder;
    const isShort = ({ moduleId }: TestSpecification) => Number(!long.test(moduleId));
    return (await super.sort(files)).toSorted((a, b) => groupOf(a) - groupOf(b) || isShort(a) - isShort(b));
  }
}
