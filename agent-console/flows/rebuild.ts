import type { Flow } from '../../ivr/flow/schema.ts';

/** Takes a flow with another graph. `at`: the node to look at then; `on`: the way or words there that the keyboard goes to. */
export type Rebuild = (flow: Flow, at: string, on?: string) => void;
