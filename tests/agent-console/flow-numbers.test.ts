import { expect, it } from 'vitest';
import { numbersOf } from '../../agent-console/flows/node-fields.ts';
import { shippedFlows } from '../../ivr/index.ts';

it('no number of a flow of ours is shown as wrong before anybody has touched it', () => {
  const outside = Object.values(shippedFlows).flatMap(({ code, nodes }) =>
    Object.values(nodes).flatMap((node) =>
      numbersOf(node)
        .filter(({ value, least, most }) => value < least || value > most)
        .map(({ name, value }) => `${code} ${name} ${value}`),
    ),
  );
  expect(outside).toEqual([]);
});
