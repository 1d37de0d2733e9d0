// What a warning that came in Chinese only is called in English: colour and hazard are words of fixed lists.
import type { BroadcastLevel } from './contract.ts';

/** 气象灾害预警信号 (中国气象局令第16号), Guangdong's own, and what other houses warn of; longer words first. */
const hazards: readonly (readonly [RegExp, string])[] = [
  [/雷雨大风/, 'thunderstorms and gales'],
  [/雷雨/, 'thunderstorms'],
  [/道路结冰/, 'icy roads'],
  [/森林火/, 'forest fires'],
  [/地质灾害|滑坡|泥石流/, 'landslides'],
  [/山洪/, 'flash floods'],
  [/内涝|洪水|积水/, 'floods'],
  [/风暴潮/, 'storm surge'],
  [/海啸/, 'tsunami'],
  [/海浪/, 'high waves'],
  [/沙尘/, 'sandstorm'],
  [/台风/, 'typhoon'],
  [/暴雨/, 'rainstorm'],
  [/暴雪/, 'snowstorm'],
  [/寒潮/, 'cold wave'],
  [/寒冷|低温/, 'cold'],
  [/霜冻/, 'frost'],
  [/高温/, 'heat'],
  [/干旱/, 'drought'],
  [/雷电|雷暴/, 'lightning'],
  [/冰雹/, 'hail'],
  [/大风/, 'gales'],
  [/大雾|浓雾/, 'fog'],
  [/霾/, 'haze'],
  [/地震/, 'earthquake'],
];
const colours = { red: 'Red', orange: 'Orange', yellow: 'Yellow', blue: 'Blue' } as const;

/** @param said the sender's own words for it */
export function englishTitle(level: BroadcastLevel, said: string): string {
  const hazard = hazards.find(([words]) => words.test(said))?.[1];
  return hazard ? `${colours[level]} warning: ${hazard}` : `${colours[level]} warning`;
}
