import { expect, it } from 'vitest';
import { labelsFor } from '../../../knowledge/classify/index.ts';

const rules = {
  labels: { 环境保护: 'ecology', 城乡建设: 'housing' },
  rules: [{ department: 'water', labels: ['环境保护', '城乡建设'], words: ['停水'] }],
};
const opinion = {
  alternatives: [
    { label: '城乡建设', confidence: 0.6 },
    { label: '环境保护', confidence: 0.4 },
  ],
};

it.each([
  ['ecology', ['环境保护'], 'the class that goes to it, whatever the model thought'],
  ['water', ['城乡建设', '环境保护'], 'of several, the one the model finds most probable first'],
  ['police', [], 'nothing where no class goes to it'],
])('what %s accepted teaches %s: %s', (department, labels, _why) => {
  expect(labelsFor(department, opinion, rules)).toEqual(labels);
});
