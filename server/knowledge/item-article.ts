// What a service item says as an article.
import { isAboveCity, itemCells, type ServiceItem } from '../../knowledge/index.ts';
import { beginningOf } from '../platform/text.ts';
import type { ArticleDraft } from './imported.ts';
import labels from './item-labels.json' with { type: 'json' };

/** A text message's length (DESIGN: short variants). */
const shortLength = 70;

type Lang = keyof typeof labels;

function bodyOf(item: ServiceItem, lang: Lang): string {
  const words = labels[lang];
  const { promisedLimit } = item;
  const limit = promisedLimit && words[promisedLimit.unit].replace('{{days}}', String(promisedLimit.days));
  const parts: [string, string | undefined][] = [
    [words.department, item.departmentName],
    [words.conditions, item.conditions],
    [words.materials, item.materials.join('\n')],
    [words.place, item.place],
    [words.limit, limit],
    [words.fee, item.fee],
    [words.phone, item.consultPhone],
    [words.url, item.url],
  ];
  return parts.flatMap(([label, value]) => (value ? [`**${label}** ${value}`] : [])).join('\n\n');
}

/** The article of a service item. @param departments code or name of a department of the city → its code */
export function itemArticle(
  item: ServiceItem,
  departments: ReadonlyMap<string, string>,
  runId: string | null,
): ArticleDraft {
  const short = beginningOf(
    [item.name, item.departmentName, item.consultPhone].filter(Boolean).join(' '),
    shortLength,
  );
  return {
    code: itemArticleCode(item.code),
    source: 'service_item',
    titleZh: item.name,
    titleEn: item.name,
    bodyZh: bodyOf(item, 'zh'),
    bodyEn: bodyOf(item, 'en'),
    shortZh: short,
    shortEn: short,
    keywords: [...new Set([...item.everydayNames, ...(item.shortName ? [item.shortName] : [])])].slice(0, 60),
    departmentCode:
      departments.get(item.departmentCode ?? '') ?? departments.get(item.departmentName) ?? null,
    origin: { runId, row: item.row, record: itemCells(item) },
  };
}

const codeStart = 'item-';

/** The code of the article of a service item. */
export function itemArticleCode(code: string): string {
  return `${codeStart}${code.toLowerCase()}`;
}

/** Whether an article is of an item that the state or the province handles, by its code. */
export function isItemFromAbove(articleCode: string): boolean {
  return articleCode.startsWith(codeStart) && isAboveCity(articleCode.slice(codeStart.length).toUpperCase());
}
