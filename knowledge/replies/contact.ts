// Whether a reply should have been talked over with the citizen first: the words that call for it.
import phrases from './phrases.json' with { type: 'json' };

const citizen = '(?:您|你|投诉人|反映人|来信人|诉求人|举报人|当事人|网友|市民)';
/** The reply says that somebody will call. */
const promised = new RegExp(
  `(?:将|会|尽快|尽早|随后|届时|稍后|另行)[^。，；,;]{0,8}(?:(?:与|和|跟|给|同|向)${citizen}[^。，；,;]{0,6}(?:联系|沟通|对接|致电|回电|电话)|(?:电话)?(?:联系|回访|致电)${citizen})|(?:will|shall) (?:call|contact|phone|ring) you`,
  'u',
);
/** It could not be dealt with for lack of something that only the citizen knows. */
const lacking =
  /未(?:能)?(?:留下?|留存|提供|填写|说明|写明)[^。，；,;]{0,16}(?:联系方式|联系电话|电话|具体|详细|证据|信息|地址|地点|姓名)|信息不全|无法(?:与您|和您|与当事人|与来信人)?(?:直接)?(?:取得)?联系|无法联系(?:您|你|上?当事人|到?本人|举报人)|did not (?:leave|give|provide)|could not reach you/u;
/** The citizen asked for a call. */
const asked =
  /(?:请|望|希望|盼|麻烦|恳请|求)[^。，；,;]{0,12}(?:联系我|与我联系|和我联系|跟我联系|回电|给我(?:打|回)?个?电话|电话(?:联系|答复|回复|通知)|联系本人|与本人联系)|please (?:call|contact|phone|ring) me|call me back/iu;

/** Bad news in these is told by a person, not only in writing. */
const talkedOver: ReadonlySet<string> = new Set(['complaint', 'help']);
const clauseEnd = /[。！!？?；;，,\n]+/u;

/**
 * The words of the reply or of the message that call for a talk; none where the reply says that there was one.
 * @param matter.refusal words by which the reply refuses
 */
export function callsForContact({
  text,
  reply,
  kind,
  refusal,
}: {
  text: string;
  reply: string;
  kind: string | undefined;
  refusal: readonly string[];
}): string[] {
  const isDone = reply
    .split(clauseEnd)
    .some((clause) => !promised.test(clause) && !lacking.test(clause) && tellsOfContact(clause));
  if (isDone) return [];
  const words = [promised.exec(reply), lacking.exec(reply), asked.exec(text)].flatMap(
    (match) => match?.[0] ?? [],
  );
  return words.length === 0 && kind !== undefined && talkedOver.has(kind) ? [...refusal] : words;
}

const tellsOfContact = (clause: string): boolean => phrases.contact.some((words) => clause.includes(words));
