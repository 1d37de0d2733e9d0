// What is to be done with a paper or a right: look it up, replace it, renew it, change it, give it up. The matter is the
// same and so are most words; who lost a permit does not want the page that ends it.
import { normalise } from '../text/characters.ts';

/** Deeds as bits. */
export type Deeds = number;

interface Deed {
  /** As people ask for it. */
  asked: RegExp;
  /** As titles name it. */
  told: RegExp;
}

const lookUp: Deed = {
  asked:
    /(?<![检审调稽督抽核侦])查(?![处封])|找(?!不|谁|哪个|什么)|(?:在哪|哪里)(?!里?(?:可以|能)?[办补换领申登打交])|进度|look up|\bcheck\b|\bstatus\b/,
  told: /查询|检索|查阅|查看|look up|\bcheck\b|\bstatus\b/,
};
/** Others than looking up, which an application may have as one of its forms. */
const others: readonly Deed[] = [
  {
    asked: /补(?:办|领|发|证|换|[一张个本])|丢|遗失|挂失|不见了|找不[到着]|被偷|\blost\b|replace/,
    told: /补(?:办|领|发|证|换)|遗失|挂失|\blost\b|replac/,
  },
  {
    asked: /换(?![乘届])|坏了|损坏|到期|过期|renew|expire|exchange/,
    told: /换(?:发|领|证)|更换|补换|renew|exchang/,
  },
  {
    asked: /延(?:期|续|长)|续(?:期|签|展|办|延)|到期|过期|extend|renew|expire/,
    told: /延(?:期|续|长)|续(?:期|签|展|办|延)|exten[ds]|renew/,
  },
  {
    asked: /变更|更正|变了|换(?![乘届])|(?<![整修])改(?![造建装善革扩制良])|\bchange|\bcorrect/,
    told: /变更|更改|修改|更正|\bchang|\bcorrect/,
  },
  {
    asked: /注销|撤销|吊销|取消|销(?:户|掉|证|号)|不[干做]了|cancel|deregister/,
    told: /注销|撤销|取消|终止|cancel|deregist/,
  },
];
const all: readonly Deed[] = [lookUp, ...others];
const lookUpAlone: Deeds = 1;

function deedsIn(text: string, side: keyof Deed): Deeds {
  const plain = normalise(text);
  return all.reduce((deeds, deed, bit) => (deed[side].test(plain) ? deeds | (1 << bit) : deeds), 0);
}

/** What a question asks to have done; 0 where it names the matter alone. */
export const deedsAsked = (question: string): Deeds => deedsIn(question, 'asked');

/** What a title is for; 0 where it does not say. */
export const deedsTold = (title: string): Deeds => deedsIn(title, 'told');

/**
 * 1 where the title is for what is asked, −1 where it is for something else, 0 where nothing can be said. Who names the
 * matter alone wants it and not to look it up; its other forms may be meant.
 */
export function agreement(asked: Deeds, told: Deeds): -1 | 0 | 1 {
  if ((asked & told) !== 0) return 1;
  if (asked === 0) return told === lookUpAlone ? -1 : 0;
  return told === 0 ? 0 : -1;
}

/** Whether a title is for something else than what a question asks to have done. */
export function isForSomethingElse(question: string, title: string): boolean {
  return agreement(deedsAsked(question), deedsTold(title)) < 0;
}
