import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { toTraditional } from '../../../knowledge/text/index.ts';
import words from '../../../knowledge/text/traditional-words.json' with { type: 'json' };
import { onlySimplified } from '../../harness/simplified.ts';

it.each([
  ['发短信查询答复，登录后可打印', '發短訊查詢答覆，登入後可列印'],
  ['头发、发展、皇后、前后', '頭髮、發展、皇后、前後'],
  ['台风干扰道路干线', '颱風干擾道路幹線'],
  ['人群、床位、户口、说明、税务局', '人群、床位、戶口、說明、稅務局'],
  ['石岩街道、步涌社区、松岗街道', '石岩街道、步涌社區、松崗街道'],
  ['回复“退订”', '回覆「退訂」'],
  ['粵海街道已經是繁體', '粵海街道已經是繁體'],
  ['SZ20261128000001 {{time}} Hotline', 'SZ20261128000001 {{time}} Hotline'],
])('%s is written %s', (simplified, traditional) => {
  expect(toTraditional(simplified)).toBe(traditional);
});

it('positions in a text hold: no word of ours is longer or shorter than what it replaces', () => {
  expect(words.filter(([from, to]) => from?.length !== to?.length)).toEqual([]);
});

it('no text of the citizens’ pages keeps a character that only simplified Chinese has', () => {
  const root = new URL('../../../', import.meta.url);
  const files = ['design/i18n/zh', 'citizen-web/i18n/zh'].flatMap((folder) =>
    readdirSync(fileURLToPath(new URL(folder, root))).map((file) => `${folder}/${file}`),
  );
  expect(files.length).toBeGreaterThan(15);
  const left = [...files, 'server/platform/error-texts.json'].flatMap((file) =>
    onlySimplified(toTraditional(readFileSync(new URL(file, root), 'utf8'))).map((one) => `${file}: ${one}`),
  );
  expect(left).toEqual([]);
});
