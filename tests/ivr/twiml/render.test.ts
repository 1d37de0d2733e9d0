import { describe, expect, test } from 'vitest';
import { recordingsIn, shippedFlows, toTwiml, type Verb } from '../../../ivr/index.ts';
import { waitingCall } from '../calls.ts';
import { Line, render, urls } from './line.ts';

const voiceUrl = 'https://onecall.example/twilio/voice?turn=4';

describe('TwiML', () => {
  test.each([
    { language: 'cmn', tag: 'cmn-CN', voice: 'Polly.Zhiyu-Neural' },
    { language: 'yue', tag: 'yue-HK', voice: 'Google.yue-HK-Standard-A' },
    { language: 'en', tag: 'en-US', voice: 'Polly.Joanna-Neural' },
  ] as const)('speaks $language as $tag', ({ language, tag, voice }) => {
    expect(render([{ verb: 'say', text: '<你好> & "再见"', language }])[0]).toMatchObject({
      name: 'Say',
      attributes: { language: tag, voice },
      text: '<你好> & "再见"',
    });
  });

  test('takes the caller of every dial into the conference of the talk, where the other side is rung', () => {
    const call = waitingCall(shippedFlows.hotline);
    const verbs = call.take({
      type: 'agent_ready',
      agentId: 'u1',
      target: { kind: 'client', identity: 'agent-7' },
      parameters: { interactionId: 'i & 1' },
    });
    const [, dial] = render(verbs);
    expect(dial).toMatchObject({ name: 'Dial', attributes: { action: voiceUrl, method: 'POST' } });
    expect(dial?.children).toMatchObject([
      {
        name: 'Conference',
        text: 'CA1-0',
        attributes: {
          participantLabel: 'caller',
          beep: 'false',
          startConferenceOnEnter: 'true',
          endConferenceOnExit: 'true',
          waitUrl: 'https://onecall.example/twilio/sound/ringing',
          statusCallback: 'https://onecall.example/twilio/conference',
          statusCallbackEvent: 'start end join leave mute hold modify',
        },
      },
    ]);
  });

  test.each<{ kind: string; verb: Verb; noun: string; text: string }>([
    {
      kind: 'a conference',
      noun: 'Conference',
      text: 'case-1',
      verb: { verb: 'conference', room: 'case-1', record: false, endOnExit: true },
    },
    {
      kind: 'the police',
      noun: 'Number',
      text: '110',
      verb: { verb: 'transfer', number: '110', timeoutS: 30 },
    },
  ])('connects $kind without a recording nobody asked for', ({ verb, noun, text }) => {
    const [dial] = render([verb]);
    expect(dial?.children).toMatchObject([{ name: noun, text }]);
    expect(dial?.attributes.action).toBe(voiceUrl);
    expect(dial?.attributes.record).toBeUndefined();
    expect(dial?.children[0]?.attributes.record ?? 'do-not-record').toBe('do-not-record');
  });

  test('listens for every key in a menu and for the hash behind a number', () => {
    const call = waitingCall(shippedFlows.hotline);
    const [menu] = render([call.take({ type: 'timeout' }).at(-1) ?? { verb: 'hangup' }]);
    expect(menu?.attributes).toMatchObject({ input: 'dtmf', numDigits: '1', finishOnKey: '', timeout: '1' });
    const [entry] = render(call.take({ type: 'digits', digits: '1' }));
    expect(entry?.attributes).toMatchObject({ numDigits: '20', finishOnKey: '#' });
  });

  test('asks for speech only where words are expected, and only when that is switched on', () => {
    const gather: Verb = {
      verb: 'gather',
      prompts: [{ verb: 'pause', seconds: 1 }],
      maxDigits: 1,
      finishOn: null,
      timeoutS: 4,
      language: 'yue',
      hear: ['廣東話', 'English'],
    };
    expect(render([gather])[0]?.attributes).toMatchObject({ input: 'dtmf' });
    expect(render([{ ...gather, hear: [] }], true)[0]?.attributes).toMatchObject({ input: 'dtmf' });
    expect(render([gather], true)[0]).toMatchObject({
      attributes: { input: 'dtmf speech', hints: '廣東話,English', language: 'yue-Hant-HK' },
      children: [{ name: 'Pause', attributes: { length: '1' } }],
    });
  });

  test('plays a sound that exists and stays silent for one that does not', () => {
    const names = render([
      { verb: 'play', media: 'waiting' },
      { verb: 'play', media: 'no such sound' },
    ]).map((tag) => tag.name);
    expect(names).toEqual(['Play', 'Redirect']);
  });

  test('plays what was recorded, and speaks the rest', () => {
    const sound = 'a'.repeat(64);
    const [recorded, spoken] = render([
      { verb: 'say', text: '您好', language: 'cmn', recording: sound },
      { verb: 'say', text: '您好', language: 'cmn' },
    ]);
    expect(recorded).toMatchObject({ name: 'Play', text: `https://onecall.example/media/${sound}.wav` });
    expect(spoken).toMatchObject({ name: 'Say', text: '您好' });
  });

  test('speaks the words of a recording that is gone', () => {
    const verbs: Verb[] = [{ verb: 'say', text: '您好', language: 'cmn', recording: 'a'.repeat(64) }];
    const gone = { ...urls, prompt: () => undefined };
    expect(toTwiml(verbs, { turn: 4, urls: gone, room: 'room', hearsSpeech: false })).toMatch(/<Say .*您好/);
    expect(recordingsIn(verbs)).toEqual(['a'.repeat(64)]);
  });

  test.each([
    { roundS: 8, loop: '1' },
    { roundS: 40, loop: '3' },
  ])('fills a wait of $roundS s with music of 16 s, $loop times, and then asks again', ({ roundS, loop }) => {
    const [gather] = render([
      {
        verb: 'gather',
        prompts: [
          { verb: 'say', text: '请稍候', language: 'cmn' },
          { verb: 'play', media: 'waiting' },
        ],
        maxDigits: 1,
        finishOn: null,
        timeoutS: roundS,
        language: 'cmn',
        hear: [],
      },
    ]);
    expect(gather?.attributes.timeout).toBe('1');
    expect(gather?.children).toMatchObject([
      { name: 'Say' },
      { name: 'Play', attributes: { loop }, text: 'https://onecall.example/media/waiting.wav' },
    ]);
  });

  test('never lets Twilio queue a caller, and comes back by a redirect', () => {
    const verbs = waitingCall(shippedFlows.hotline).last?.verbs ?? [];
    const tags = render(verbs);
    expect(tags.map((tag) => tag.name)).toEqual(['Gather', 'Redirect']);
    expect(tags[1]?.text).toBe(voiceUrl);
  });

  test('hangs up when the call is over', () => {
    expect(render([]).map((tag) => tag.name)).toEqual(['Hangup']);
    expect(render([{ verb: 'hangup' }]).map((tag) => tag.name)).toEqual(['Hangup']);
  });
});

describe('a caller walks the shipped hotline by TwiML alone, each request made twice', () => {
  test('language, a ticket looked up, the place in the queue, an agent who misses, one who answers and is rated', () => {
    const asked: Record<string, string>[] = [];
    const line = new Line(shippedFlows.hotline, (inputs) => {
      asked.push(inputs);
      return 'waiting_citizen';
    });
    line.act({ press: '3' });
    line.act({ press: '1' });
    line.act({ press: '20260301000123' });
    line.act({ press: '482913' });
    line.push({ type: 'queue_update', id: 'q1', position: 2, estimatedWaitS: 90 });
    line.act({ stay: true });
    line.act({ stay: true });
    for (const id of ['a1', 'a2']) {
      line.push({
        type: 'agent_ready',
        id,
        agentId: id,
        target: { kind: 'client', identity: id },
        parameters: {},
      });
      line.act(id === 'a1' ? { agentSilent: true } : { agentTalks: true });
      line.act(id === 'a1' ? { stay: true } : { press: '4' });
    }
    line.act({ stay: true });
    expect(line.isOver).toBe(true);
    expect(line.ratings).toEqual([4]);
    expect(line.session).toMatchObject({ outcome: 'answered', language: 'en' });
    expect(line.session.path).toEqual(
      'greet language queue askNumber askCode lookUp isWaitingCitizen queue rate goodbye'.split(' '),
    );
    expect(new Set(asked.map((inputs) => `${inputs.number} ${inputs.code}`))).toEqual(
      new Set(['20260301000123 482913']),
    );
    expect(line.heard.join(' ')).toMatch(
      /waiting for something from you.*number 2.*minutes: 2.*keep your place/,
    );
  });

  test('an agent is found though no push reached the line: the next redirect brings the dial', () => {
    const line = new Line(shippedFlows.hotline);
    line.act({ stay: true });
    const before = line.session;
    line.push({
      type: 'agent_ready',
      id: 'a1',
      agentId: 'a1',
      target: { kind: 'client', identity: 'a1' },
      parameters: {},
    });
    const pushed = line.session;
    const missed = new Line(shippedFlows.hotline);
    missed.act({ stay: true });
    expect(missed.session.path).toEqual(before.path);
    missed.session = pushed;
    missed.act({ stay: true });
    expect(missed.listensTo).toEqual(['Say', 'Dial', 'Redirect']);
  });

  test('a callback is promised, confirmed by one text message, and ends the call', () => {
    const line = new Line(shippedFlows.hotline);
    line.act({ stay: true });
    line.act({ press: '2' });
    line.act({ stay: true });
    expect(line.isOver).toBe(true);
    expect(line.sms).toHaveLength(1);
    expect(line.session.outcome).toBe('callback');
  });

  test('a message is left, after one that was empty', () => {
    const line = new Line(shippedFlows.hotline);
    line.act({ press: '2' });
    line.act({ press: '3' });
    line.act({ stay: true });
    line.act({ press: '3' });
    line.act({ speakMessage: true });
    line.act({ stay: true });
    expect(line.isOver).toBe(true);
    expect(line.session.outcome).toBe('voicemail');
  });
});
