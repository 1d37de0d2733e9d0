// The table at the end of the demo day.
import { percentile, type Tally } from './tally.ts';

/** Prints the table. @returns whether the day was flawless: nothing lost, doubled or out of order, all lives complete. */
export function report(day: {
  tally: Tally;
  messages: number;
  lost: number;
  doubled: number;
  disordered: number;
  tickets: { complete: number; onTime: number; broken: string[] };
  seconds: number;
}): boolean {
  const { tally, tickets } = day;
  const rows: [string, string | number][] = [];
  const channels = (['chat', 'sms', 'voice'] as const).map(
    (channel) => `${channel} ${tally.count((life) => life.channel === channel)}`,
  );
  rows.push(['sent 发出', `${day.messages} (${channels.join(', ')}) in ${day.seconds.toFixed(1)} s`]);
  rows.push(['arrived 到达', tally.count((life) => life.acknowledgedAt !== undefined)]);
  rows.push(['answered 已答', tally.count((life) => life.answersSeen > 0 || life.answeredAt !== undefined)]);
  rows.push(['tickets 工单', tally.tickets.size]);
  rows.push(['dispatched 已派单', [...tally.tickets.values()].filter((ticket) => ticket.dispatched).length]);
  rows.push(['closed 办结', [...tally.tickets.values()].filter((ticket) => ticket.closed).length]);
  rows.push(['complete timelines 时间线完整', tickets.complete]);
  rows.push(['on time 按时', tickets.onTime]);
  rows.push(['lost 丢失', day.lost]);
  rows.push(['doubled 重复', day.doubled]);
  rows.push(['out of order 乱序', day.disordered]);
  rows.push(['faults 异常', tally.faults.length]);
  const latency = (samples: readonly number[]): string =>
    [0.5, 0.95, 0.99]
      .map((share) => `p${share * 100} ${percentile(samples, share).toFixed(0)} ms`)
      .join('  ');
  rows.push(['arrival → offer, agents free 有空闲坐席时到达→派送', latency(tally.offerDelaysMs(true))]);
  rows.push(['arrival → offer, all 全部', latency(tally.offerDelaysMs(false))]);
  rows.push(['message → other side 消息→对方', latency(tally.crossingMs)]);
  const width = Math.max(...rows.map(([name]) => displayWidth(name)));
  console.log('');
  for (const [name, value] of rows) console.log(`${name}${' '.repeat(width - displayWidth(name))}  ${value}`);
  for (const fault of tally.faults.slice(0, 10)) console.log(`  ! ${fault}`);
  for (const line of tickets.broken.slice(0, 10)) console.log(`  ! ${line}`);
  const isWhole = tickets.complete === tally.tickets.size;
  return day.lost === 0 && day.doubled === 0 && day.disordered === 0 && isWhole && tally.faults.length === 0;
}

/** Columns in a terminal: Chinese characters take two. */
function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += /\p{Script=Han}/u.test(character) ? 2 : 1;
  return width;
}
