// What citizens ask in chat and by text message, in words of our own, of everything that a city has published: the
// demo's articles and the imported service items together. One half of the questions may be tuned on, the other counts.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { plain as plainMessage, urgencyOf, urgencyRulesSchema } from '../../../knowledge/classify/index.ts';
import urgencyRules from '../../../knowledge/classify/urgency.json' with { type: 'json' };
import { importServiceItems } from '../../../knowledge/index.ts';
import { SearchIndex, type Signs, sureFrom } from '../../../knowledge/search/index.ts';
import { disclosureArticle } from '../../../server/admin/catalogue.ts';
import { loadPack } from '../../../server/admin/pack/load.ts';
import {
  type Best,
  bestAnswer,
  homeNames,
  type Searched,
  searchDocument,
} from '../../../server/knowledge/best-answer.ts';
import { itemArticle } from '../../../server/knowledge/index.ts';
import { heldOut } from '../texts.ts';

const packFolder = 'prisma/packs/shenzhen';
/**
 * `right`: codes of the articles and of the service items that answer it; none where nothing published does. `isBeside`:
 * it names a matter that is published, and wants to know something else of it or nothing at all.
 */
const questionSchema = z.object({
  question: z.string(),
  right: z.array(z.string()),
  isBeside: z.boolean().default(false),
});
const questions = z
  .array(questionSchema)
  .parse(JSON.parse(readFileSync(new URL('./questions.json', import.meta.url), 'utf8')));

export interface Asked extends Readonly<z.infer<typeof questionSchema>> {
  isHeld: boolean;
  best: Best<Searched> | null;
}

/** Everything that is published, by its id, which here is its code. @param folder of the service items */
function published(folder: string): Map<string, Searched> {
  const pack = loadPack(packFolder);
  const content = readFileSync(join(folder, 'service-items/items.jsonl'), 'utf8');
  const { items } = importServiceItems(content);
  const drafts = [
    ...pack.articles.map((article) => ({ ...article, source: 'editor' as const })),
    ...pack.catalogue
      .filter(({ mustPublish }) => mustPublish)
      .map((entry) => ({ ...disclosureArticle(entry), audience: 'public' as const })),
    ...items.map((item) => ({
      ...itemArticle(item, new Map(), null),
      code: `item-${item.code.toLowerCase()}`,
      audience: 'public' as const,
    })),
  ];
  return new Map(
    drafts.map(({ code, titleZh, titleEn, bodyZh, bodyEn, keywords, audience, source, departmentCode }) => [
      code,
      {
        id: code,
        code,
        title: { zh: titleZh, en: titleEn },
        body: { zh: bodyZh, en: bodyEn },
        keywords,
        audience,
        source,
        departmentCode: departmentCode ?? null,
        files: [],
      },
    ]),
  );
}

const rules = urgencyRulesSchema.parse(urgencyRules);
/** Whoever is in danger is left to a person. */
const isDanger = (question: string): boolean =>
  urgencyOf(plainMessage('', question), rules).value === 'emergency';
const isEnglish = (question: string): boolean => !/\p{Script=Han}/u.test(question);

export function corpus(folder: string) {
  const articles = published(folder);
  const { areas } = loadPack(packFolder);
  const districts = areas.filter(({ level }) => level === 'district').map(({ nameZh }) => nameZh);
  const index = new SearchIndex({ areas: districts });
  for (const article of articles.values()) index.add(searchDocument(article));
  const home = areas.filter(({ level }) => level === 'city').flatMap(homeNames);
  return { articles, index, home };
}

/** Every question with the best answer there is to it. @param folder of the service items */
export function askEveryday(folder: string): Asked[] {
  const { articles, index, home } = corpus(folder);
  const codes = new Set(articles.keys());
  const held = heldOut(
    questions.map(({ question }) => question),
    2,
  );
  return questions.map(({ question, right, isBeside }, row) => {
    const codesRight = right.map((code) => (codes.has(code) ? code : `item-${code.toLowerCase()}`));
    const best = bestAnswer(
      index,
      (id) => articles.get(id),
      question,
      isEnglish(question) ? 'en' : 'zh',
      home,
    );
    return {
      question,
      right: codesRight,
      isBeside,
      isHeld: held[row] ?? false,
      best: isDanger(question) ? null : best,
    };
  });
}

const isRight = ({ best, right }: Asked): boolean => best !== null && right.includes(best.article.code);
const round = (value: number): number => Math.round(value * 1_000) / 1_000;

/** What became of the questions of one side. */
export function everydayFigures(side: readonly Asked[], from = sureFrom) {
  const isAnswered = ({ best }: Asked): boolean => best !== null && best.sureness >= from;
  const answerable = side.filter(({ right }) => right.length > 0);
  const others = side.filter(({ right, isBeside }) => right.length === 0 && !isBeside);
  const beside = side.filter(({ isBeside }) => isBeside);
  const answered = answerable.filter(isAnswered);
  return {
    answerable: answerable.length,
    /** The search has a right one first. */
    found: answerable.filter(isRight).length,
    answered: answered.length,
    right: answered.filter(isRight).length,
    shareRight: round(answered.filter(isRight).length / answered.length),
    unanswerable: others.length,
    answeredAllTheSame: others.filter(isAnswered).length,
    beside: beside.length,
    besideAnswered: beside.filter(isAnswered).length,
  };
}

/** What the fit learns from. What no sign decides is left out. */
export function everydayRows(side: readonly Asked[]): { signs: Signs; target: 0 | 1 }[] {
  return side.flatMap((asked) =>
    asked.best && asked.best.sureness > 0
      ? [{ signs: asked.best.signs, target: isRight(asked) ? (1 as const) : (0 as const) }]
      : [],
  );
}

/** One line a question that went wrong; of the side that may be looked at. */
export function everydayMisses(side: readonly Asked[]): string[] {
  return side.flatMap((asked) => {
    const { question, right, best } = asked;
    const isAnswered = best !== null && best.sureness >= sureFrom;
    if (isAnswered === right.length > 0 && (isRight(asked) || !isAnswered)) return [];
    const signs = best
      ? Object.values(best.signs)
          .map((sign) => sign.toFixed(2))
          .join(' ')
      : '';
    const what = isAnswered ? 'WRONG ' : isRight(asked) ? 'unsure' : 'missed';
    return [`${what} ${question} → ${best?.article.title.zh ?? '-'} ${best?.sureness.toFixed(2)} (${signs})`];
  });
}
