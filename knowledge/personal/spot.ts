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

/** Numbers and addresses by which a person is reached, paid or looked up: what hardly any work needs to read. */
export const NUMBER_KINDS = [
  'identity_number',
  'bank_card',
  'mobile',
  'telephone',
  'email',
] as const satisfies readonly PersonalKind[];

export interface PersonalSpot {
  kind: PersonalKind;
  /** [from, to) in UTF-16 units of the text. */
  from: number;
  to: number;
}

const surnames =
  '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫经房裘缪干解应宗丁宣邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘斜厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公';
const given = String.raw`\p{Script=Han}{1,2}`;
const afterName = String.raw`(?=先生|女士|小姐|同志|[，,。；;、：:（(\s]|电话|手机|身份证|联系|$)`;

const plate =
  /[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领] ?[A-HJ-NP-Z][·• ]?[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳]/giu;

interface Finder {
  kind: PersonalKind;
  pattern: RegExp;
  /** The group that is personal; the whole match by default. */
  group?: number;
  /** Where within the match it stands, [from, to); undefined: it is none after all. */
  within?: (found: string) => [from: number, to: number] | undefined;
}

/**
 * The longest row of whole digit groups that a check digit proves: before and after it, other numbers may stand
 * ("2张 6222 0212 3456 7890 128 12月").
 */
function provenBy(isIt: (number: string) => boolean, most: number): NonNullable<Finder['within']> {
  return (found) => {
    const parts = [...found.matchAll(/[\dX]+/giu)];
    for (const [first, { index: from }] of parts.entries()) {
      let number = '';
      let proven: [number, number] | undefined;
      for (const { 0: digits, index } of parts.slice(first, first + most)) {
        number += digits;
        if (number.length > most) break;
        if (isIt(number)) proven = [from, index + digits.length];
      }
      if (proven) return proven;
    }
    return undefined;
  };
}

/** Digits as people write them: in groups, with one blank or hyphen between; an identity number may end in X. */
const digitRow = /(?<!\d)\d(?:[ -]?\d){14,40}[ -]?[\dX]?(?![\dA-Za-z])/giu;
/** Money and measures are as long as telephone numbers now and then. */
const isNoAmount = String.raw`(?!\d|\.\d|,\d{3}(?!\d)|\s?(?:元|万|亿|块|％|%|平方|公里|千米|吨|度))`;
const mobile = String.raw`1[3-9](?:\d{9}|\d[ -]\d{4}[ -]?\d{4}|\d{5}[ -]\d{4}|\d[ -]\d{3}[ -]\d{5}|\d[ -]\d{8}|(?: \d){9})|1(?: \d){10}`;
/** A country's code stays readable; a longer number has none of these in it. */
const afterPrefix = String.raw`(?<=(?<!\d)(?:\+|00)?86[ -]?|(?<![\d.]))`;

/** What may stand between a word and the number that it names. */
const toNumber = String.raw`(?:号码|证号|号| ?no\.?| number)?[是为:. ]{0,3}`;
const isNoLonger = String.raw`(?![\dA-Za-z])`;
const extension = String.raw`(?:(?:-|转| ?分机 ?| ?ext\.? ?)\d{1,5})?`;

/** In the order in which they claim a place: what a check digit proves comes first. */
const finders: readonly Finder[] = [
  { kind: 'identity_number', pattern: digitRow, within: provenBy(isIdentityNumber, 18) },
  { kind: 'bank_card', pattern: digitRow, within: provenBy(isBankCard, 19) },
  // A slip of the finger fails the check digit, and cards of 15 digits have none: where a word names the number, the word counts.
  {
    kind: 'identity_number',
    pattern: new RegExp(
      String.raw`(?<=(?:身份证件?|公民身份|驾驶证|id card|identity card)${toNumber})(?:\d{6}[ -]?\d{8}[ -]?\d{3}[\dX]|\d{15})${isNoLonger}`,
      'giu',
    ),
  },
  // Passports, and what people of Hong Kong, Macao and Taiwan or an army carry.
  {
    kind: 'identity_number',
    pattern: new RegExp(
      String.raw`(?<=(?:护照|通行证|回乡证|台胞证|居住证|居留证|军官证|passport|permit)${toNumber})(?:[A-Z]{1,2}\d{7,8}|[A-Z]{3}\d{12}|\d{8,10}|\d{18})${isNoLonger}`,
      'giu',
    ),
  },
  {
    kind: 'bank_card',
    pattern: new RegExp(
      String.raw`(?<=(?:银行卡|储蓄卡|信用卡|存折|卡号|账号|帐号|账户|bank card|account)${toNumber})\d(?:[ -]?\d){14,20}${isNoLonger}`,
      'giu',
    ),
  },
  { kind: 'email', pattern: /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}/gu },
  { kind: 'mobile', pattern: new RegExp(`${afterPrefix}(?:${mobile})${isNoAmount}`, 'gu') },
  {
    kind: 'telephone',
    pattern: new RegExp(
      String.raw`(?<![\d.])(?:0\d{2,3}[- ]?|\(0\d{2,3}\) ?)[2-9]\d{2,3}[- ]?\d{4}${extension}${isNoAmount}`,
      'giu',
    ),
  },
  // Without the area's code only where the words say that it is a telephone.
  {
    kind: 'telephone',
    pattern: new RegExp(
      String.raw`(?<=(?:电话|座机|固话|致电|tel|phone)(?:号码)?[是为:. ]{0,3})[2-9]\d{3}[ -]?\d{4}${extension}${isNoAmount}`,
      'giu',
    ),
  },
  // Hong Kong, Macao, Taiwan.
  { kind: 'telephone', pattern: /(?<=(?:\+|00)(?:852|853|886)[ -]?)\d{4}[ -]?\d{4,5}(?!\d)/gu },
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
      `(?:姓名(?:是|为)?|名叫|我叫|我是|本人|联系人|当事人|投诉人|申请人|户主|my name is)[：: ]?([${surnames}]${given})${afterName}`,
      'gu',
    ),
    group: 1,
  },
  {
    kind: 'name',
    pattern: new RegExp(`([${surnames}]${given})(?=先生|女士|小姐)`, 'gu'),
    group: 1,
  },
  { kind: 'name', pattern: /(?<=\b[Mm]y name is )[A-Z][a-z]+(?: [A-Z][a-z]+){0,2}/gu },
  { kind: 'name', pattern: /(?<=\b(?:Mr|Mrs|Ms|Miss)\.? )[A-Z][a-z]+(?: [A-Z][a-z]+)?/gu },
];

/** Longer texts are read in full, but no pattern looks back or ahead without bound, so time grows with length only. */
export function spotPersonal(text: string, kinds: readonly PersonalKind[] = PERSONAL_KINDS): PersonalSpot[] {
  const spots: PersonalSpot[] = [];
  const plain = plainDigits(text);
  for (const { kind, pattern, group = 0, within } of finders) {
    if (!kinds.includes(kind)) continue;
    for (const match of plain.matchAll(pattern)) {
      const found = match[group];
      const place = found === undefined || !within ? [0, found?.length ?? 0] : within(found);
      if (found === undefined || !place) continue;
      const start = match.index + match[0].indexOf(found);
      const [from, to] = [start + (place[0] ?? 0), start + (place[1] ?? 0)];
      if (spots.every((other) => to <= other.from || from >= other.to)) spots.push({ kind, from, to });
    }
  }
  return spots.sort((a, b) => a.from - b.from);
}

const spoken = '〇一二三四五六七八九';
/** Numbers that were spelled out, as on the telephone: 幺 is one. Shorter rows are words. */
const spelled = /[〇零○一二三四五六七八九幺两]{11,19}/gu;

/** Full-width digits, letters and signs as half-width ones, spelled digits as digits; lengths unchanged. */
function plainDigits(text: string): string {
  return text
    .replace(/[！-～]/g, (character) => String.fromCharCode(character.charCodeAt(0) - 0xfee0))
    .replace(/[\u3000\u00a0\t]/g, ' ')
    .replace(/[‐-―－﹣]/g, '-')
    .replace(spelled, (digits) =>
      [...digits.replace(/[零○]/g, '〇').replaceAll('幺', '一').replaceAll('两', '二')]
        .map((digit) => spoken.indexOf(digit))
        .join(''),
    );
}

/** What of a spot may be seen so that a reader still knows which one is meant. */
const shown: Readonly<Record<PersonalKind, { start: number; end: number }>> = {
  identity_number: { start: 3, end: 2 },
  bank_card: { start: 0, end: 4 },
  mobile: { start: 3, end: 4 },
  telephone: { start: 0, end: 4 },
  email: { start: 1, end: 0 },
  plate: { start: 2, end: 1 },
  address: { start: 0, end: 0 },
  name: { start: 1, end: 0 },
};

/** The text with every spot starred out, but for the few characters that tell one from another. Lengths stay. */
export function maskPersonal(text: string, kinds: readonly PersonalKind[] = PERSONAL_KINDS): string {
  let masked = '';
  let at = 0;
  for (const spot of spotPersonal(text, kinds)) {
    masked += text.slice(at, spot.from) + maskedAs(spot.kind, text.slice(spot.from, spot.to));
    at = spot.to;
  }
  return masked + text.slice(at);
}

/** One value of a kind, starred out as it is within a text. */
export function maskedAs(kind: PersonalKind, value: string): string {
  const { start, end } = shown[kind];
  const hidden = Math.max(1, value.length - start - end);
  return value.slice(0, start) + '*'.repeat(hidden) + value.slice(start + hidden);
}
