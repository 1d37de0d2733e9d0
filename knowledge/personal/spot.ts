// Where a text says who somebody is: for masking before others read it. Nothing is stored here.
import { isBankCard, isIdentityNumber } from './checksums.ts';

export const PERSONAL_KINDS = [
  'identity_number',
  'bank_card',
  'mobile',
  'telephone',
  'email',
  'plate',
  'address',
  'name',
] as const;
export type PersonalKind = (typeof PERSONAL_KINDS)[number];

export interface PersonalSpot {
  kind: PersonalKind;
  /** [from, to) in UTF-16 units of the text. */
  from: number;
  to: number;
}

/** Digits as people write them: in groups, with blanks or hyphens between. */
const groups = String.raw`(?:[ -]?\d)`;
const surnames =
  '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫经房裘缪干解应宗丁宣邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘斜厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公';
const given = String.raw`\p{Script=Han}{1,2}`;
const afterName = String.raw`(?=先生|女士|小姐|同志|[，,。；;、：:（(\s]|电话|手机|身份证|联系|$)`;

const plate =
  /[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领][A-HJ-NP-Z][·• ]?[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳]/giu;

interface Finder {
  kind: PersonalKind;
  pattern: RegExp;
  /** The group that is personal; the whole match by default. */
  group?: number;
  isIt?: (found: string) => boolean;
}

const bare = (found: string): string => found.replace(/[ -]/g, '');

/** In the order in which they claim a place: what a check digit proves comes first. */
const finders: readonly Finder[] = [
  {
    kind: 'identity_number',
    pattern: new RegExp(String.raw`(?<!\d)\d${groups}{16}[ -]?[\dXx](?![\dA-Za-z])`, 'gu'),
    isIt: (found) => isIdentityNumber(bare(found)),
  },
  {
    kind: 'bank_card',
    pattern: new RegExp(String.raw`(?<!\d)\d${groups}{14,18}(?!\d)`, 'gu'),
    isIt: (found) => isBankCard(bare(found)),
  },
  { kind: 'email', pattern: /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}/gu },
  { kind: 'mobile', pattern: /(?<!\d)(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)/gu },
  { kind: 'telephone', pattern: /(?<!\d)(?:0\d{2,3}[- ]?)[2-9]\d{6,7}(?:[-转]\d{1,5})?(?!\d)/gu },
  { kind: 'plate', pattern: plate },
  {
    kind: 'address',
    pattern:
      /(?:[A-Za-z\d一二三四五六七八九十]{1,5}(?:号楼|栋|幢|座|单元|期))(?:[A-Za-z\d一二三四五六七八九十-]{1,6}(?:单元|层|楼|室|房|号|户)?){1,3}/gu,
  },
  { kind: 'address', pattern: /(?<=[路街巷道村里弄苑园])\d{1,5}号(?:之[一二三四五六七八九十\d]+)?(?!线)/gu },
  {
    kind: 'name',
    pattern: new RegExp(
      String.raw`(?:姓名(?:是|为)?|名叫|我叫|我是|本人|联系人|当事人|投诉人|申请人|户主|my name is)[：: ]?([${surnames}]${given})${afterName}`,
      'gu',
    ),
    group: 1,
  },
  {
    kind: 'name',
    pattern: new RegExp(String.raw`([${surnames}]${given})(?=先生|女士|小姐)`, 'gu'),
    group: 1,
  },
  { kind: 'name', pattern: /(?<=\b[Mm]y name is )[A-Z][a-z]+(?: [A-Z][a-z]+){0,2}/gu },
  { kind: 'name', pattern: /(?<=\b(?:Mr|Mrs|Ms|Miss)\.? )[A-Z][a-z]+(?: [A-Z][a-z]+)?/gu },
];

/** Longer texts are read in full, but no pattern looks back or ahead without bound, so time grows with length only. */
export function spotPersonal(text: string): PersonalSpot[] {
  const spots: PersonalSpot[] = [];
  const plain = halfWidth(text);
  for (const { kind, pattern, group = 0, isIt } of finders) {
    for (const match of plain.matchAll(pattern)) {
      const found = match[group];
      if (found === undefined || (isIt && !isIt(found))) continue;
      const from = match.index + match[0].indexOf(found);
      const to = from + found.length;
      if (spots.every((other) => to <= other.from || from >= other.to)) spots.push({ kind, from, to });
    }
  }
  return spots.sort((a, b) => a.from - b.from);
}

/** Full-width digits, letters and signs as half-width ones, lengths unchanged. */
function halfWidth(text: string): string {
  return text.replace(/[！-～]/g, (character) => String.fromCharCode(character.charCodeAt(0) - 0xfee0));
}

/** What of a spot may be seen so that a reader still knows which one is meant. */
const shown: Readonly<Record<PersonalKind, { start: number; end: number }>> = {
  identity_number: { start: 3, end: 2 },
  bank_card: { start: 0, end: 4 },
  mobile: { start: 3, end: 4 },
  telephone: { start: 0, end: 2 },
  email: { start: 1, end: 0 },
  plate: { start: 2, end: 1 },
  address: { start: 0, end: 0 },
  name: { start: 1, end: 0 },
};

/** The text with every spot starred out, but for the few characters that tell one from another. Lengths stay. */
export function maskPersonal(text: string, spots: readonly PersonalSpot[] = spotPersonal(text)): string {
  let masked = '';
  let at = 0;
  for (const { kind, from, to } of spots) {
    const { start, end } = shown[kind];
    const hidden = Math.max(1, to - from - start - end);
    masked += text.slice(at, from + start) + '*'.repeat(hidden) + text.slice(from + start + hidden, to);
    at = to;
  }
  return masked + text.slice(at);
}
