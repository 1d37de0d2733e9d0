import { expect, it } from 'vitest';
import { advisoriesOf, openOf, reportSchema } from '../../scripts/advisories/core.ts';

const hole = (id: string, severity: string) => ({
  source: 1,
  name: 'parser',
  dependency: 'parser',
  title: 'Reads too far',
  url: `https://github.com/advisories/${id}`,
  severity,
  range: '<2.0.0',
});
/** As npm 11 answers. */
const report = reportSchema.parse({
  auditReportVersion: 2,
  vulnerabilities: {
    parser: { name: 'parser', severity: 'high', via: [hole('GHSA-a', 'high'), hole('GHSA-b', 'low')] },
    site: {
      name: 'site',
      severity: 'high',
      via: ['parser', hole('GHSA-a', 'high'), hole('GHSA-c', 'critical')],
    },
  },
  metadata: { vulnerabilities: { high: 1 }, dependencies: { prod: 240, dev: 300 } },
});
const now = new Date('2026-11-29T08:00:00Z');
const why = 'no input of ours gets there';

it('counts a hole once, and asks about grave ones until they are answered', () => {
  const found = advisoriesOf(report);
  expect(found.map(({ id }) => id)).toEqual(['GHSA-a', 'GHSA-b', 'GHSA-c']);
  expect(openOf(found, [], now).map(({ id }) => id)).toEqual(['GHSA-a', 'GHSA-c']);
  const answered = [
    { id: 'GHSA-a', until: '2026-11-29', why },
    { id: 'GHSA-c', until: '2026-11-28', why },
  ];
  expect(
    openOf(found, answered, now).map(({ id }) => id),
    'an answer ends',
  ).toEqual(['GHSA-c']);
});

it('takes a refusal of the registry for no report', () => {
  const refused = { message: '405 Method Not Allowed', statusCode: 405, error: { summary: '', detail: '' } };
  expect(reportSchema.safeParse(refused).success).toBe(false);
});
