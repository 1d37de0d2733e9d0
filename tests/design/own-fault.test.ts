import { describe, expect, it } from 'vitest';
import { ownFault } from '../../design/own-fault.ts';

const fine = { valid: false, valueMissing: false, tooShort: false, tooLong: false };

describe('what a browser finds wrong with a control', () => {
  it.each([
    ['nothing', { type: 'text', validity: { ...fine, valid: true } }, undefined],
    ['nothing is written', { type: 'text', validity: { ...fine, valueMissing: true } }, { key: 'missing' }],
    [
      'nothing is chosen',
      { type: 'select-one', validity: { ...fine, valueMissing: true } },
      { key: 'choose' },
    ],
    [
      'too little is written',
      { type: 'textarea', minLength: 5, validity: { ...fine, tooShort: true } },
      { key: 'short', count: 5 },
    ],
    ['it is not ticked', { type: 'checkbox', validity: { ...fine, valueMissing: true } }, { key: 'tick' }],
    ['it is no telephone number', { type: 'tel', validity: fine }, { key: 'phone' }],
    [
      'no code is written',
      { type: 'text', autocomplete: 'one-time-code', validity: { ...fine, valueMissing: true } },
      { key: 'digits' },
    ],
    [
      'the code is no code',
      { type: 'text', autocomplete: 'one-time-code', validity: fine },
      { key: 'digits' },
    ],
    ['it is no address', { type: 'email', validity: fine }, { key: 'email' }],
    ['it has another form', { type: 'text', validity: fine }, { key: 'other' }],
  ])('%s', (_, control, fault) => {
    expect(ownFault(control)).toEqual(fault);
  });
});
