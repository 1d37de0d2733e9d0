// What the catalogue of government information and the knowledge base have in common.
import { beginningOf } from '../platform/text.ts';

/** A text message's length in Chinese; English has room for twice as much. */
const shortLength = 70;

/** The code of the article under which an entry that must be public is found. */
export function disclosureArticleCode(indexNumber: string): string {
  return `disc-${indexNumber.toLowerCase()}`;
}

/** The article under which an entry that must be public is found by whoever searches. */
export function disclosureArticle(entry: {
  code: string;
  nameZh: string;
  nameEn: string;
  summaryZh: string;
  summaryEn: string;
  url: string | null;
  departmentCode: string;
}) {
  const link = entry.url === null ? '' : `\n\n<${entry.url}>`;
  return {
    code: disclosureArticleCode(entry.code),
    source: 'disclosure' as const,
    titleZh: entry.nameZh,
    titleEn: entry.nameEn,
    bodyZh: `${entry.summaryZh}${link}`,
    bodyEn: `${entry.summaryEn}${link}`,
    shortZh: beginningOf(entry.summaryZh, shortLength),
    shortEn: beginningOf(entry.summaryEn, 2 * shortLength),
    keywords: [entry.code],
    departmentCode: entry.departmentCode,
  };
}
