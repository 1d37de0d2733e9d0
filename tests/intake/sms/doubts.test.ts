import { describe, expect, it } from 'vitest';
import { Doubts } from '../../../server/intake/sms/smpp/doubts.ts';

describe('a submission whose answer was not heard', () => {
  it('is not sent again when a receipt says that the carrier has it', async () => {
    const doubts = new Doubts(60_000);
    doubts.begin('138:0001');
    const settled = doubts.settle('138:0001');
    doubts.prove('138:0001', 'm7');
    expect(await settled).toBe('m7');
    expect(await doubts.settle('138:0001')).toBeNull();
  });

  it('is not sent again when the receipt came before we asked', async () => {
    const doubts = new Doubts(60_000);
    doubts.begin('138:0001');
    doubts.prove('138:0001', 'm7');
    expect(await doubts.settle('138:0001')).toBe('m7');
  });

  it('is sent again when nothing proves it, and another piece proves nothing', async () => {
    const doubts = new Doubts(20);
    doubts.begin('138:0001');
    doubts.prove('138:0002', 'm8');
    expect(await doubts.settle('138:0001')).toBeNull();
  });

  it('waits for nothing where there is no doubt', async () => {
    expect(await new Doubts(60_000).settle('138:0001')).toBeNull();
  });
});
