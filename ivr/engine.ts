// The call flow engine: one event in, what to do next out. No clock, no I/O, no carrier.
import { choose, entryOf, wordsOf } from './entry.ts';
import type { CallEvent, EventOf } from './event.ts';
import { nodeOf } from './flow/graph.ts';
import { type Condition, type Flow, type FlowNode, type NodeOf, ratingKeys } from './flow/schema.ts';
import type { Outcome, Session } from './session.ts';
import { spellingWords } from './spelling.ts';
import type { Language, Prompt, Verb } from './verbs.ts';

/** A retried webhook comes within seconds: more events than this do not lie between. */
const keptAnswers = 12;
/** More nodes than this without waiting for anybody is a flow that the checker would have refused. */
const maxHops = 100;
/** How often the question is put to somebody who presses a wrong key. */
const ratingTries = 2;
const mayBeRated: Verb = { verb: 'lookup', what: 'rating_due', inputs: {} };

export interface Step {
  session: Session;
  /** What the line does from here, in order. Empty only when the call is over. */
  verbs: Verb[];
  /**
   * Cut what runs on the line and carry the verbs out at once: an agent is ready, or was lost. Otherwise the
   * verbs answer an executor that has asked, and news that nobody has asked about leave the line alone.
   */
  interrupts: boolean;
  /** Names this answer: an executor that asks again says which answer it has carried out. */
  turn: number;
  /** The event was known: this is the answer given then, and the host has done its part already. */
  isRepeated: boolean;
}

/**
 * Takes one event. The session given is left as it is.
 * An event that does not fit where the call stands changes nothing and gets the verbs that go on from here.
 * @throws Error when the session belongs to another flow or version: a running call ends in the one it began in.
 */
export function step(flow: Flow, session: Session, event: CallEvent): Step {
  if (session.flow.code !== flow.code || session.flow.version !== flow.version) {
    throw new Error(
      `session of ${session.flow.code} ${session.flow.version} met ${flow.code} ${flow.version}`,
    );
  }
  const known = session.answers.find((answer) => answer.id === event.id);
  if (known) {
    const { verbs, turn, interrupts } = known;
    return { session, verbs, turn, interrupts, isRepeated: true };
  }
  const call = new Call(flow, structuredClone(session));
  const verbs = call.takeAndListen(event);
  const after = call.session;
  after.turn += 1;
  const isAboutAgent = event.type === 'agent_ready' || event.type === 'agent_gone';
  const interrupts = isAboutAgent && after.status !== session.status;
  const answer = { id: event.id, turn: after.turn, verbs: verbs.map(withoutInputs), interrupts };
  after.answers = [...after.answers, answer].slice(-keptAnswers);
  return { session: after, verbs, turn: after.turn, interrupts, isRepeated: false };
}

/** A draft of the session while one event is taken. */
class Call {
  readonly flow: Flow;
  readonly session: Session;

  constructor(flow: Flow, session: Session) {
    this.flow = flow;
    this.session = session;
  }

  /** A key counts from the first word before a menu on. What is said on the way into a queue is heard to its end. */
  takeAndListen(event: CallEvent): Verb[] {
    const verbs = this.#take(event);
    const last = verbs.at(-1);
    if (last?.verb !== 'gather' || this.#node()?.type === 'enqueue') return verbs;
    const from = verbs.findLastIndex((verb) => !isPrompt(verb) && verb !== last) + 1;
    const before = verbs.slice(from, -1).filter(isPrompt);
    return [...verbs.slice(0, from), { ...last, prompts: [...before, ...last.prompts] }];
  }

  #take(event: CallEvent): Verb[] {
    if (this.session.status === 'ended') return this.#settle(event);
    switch (event.type) {
      case 'call_started':
        return this.session.status === 'new' ? this.#enter(this.flow.start) : this.#goOn();
      case 'digits':
      case 'said':
      case 'timeout':
        return this.#hear(event);
      case 'queue_update':
        if (this.session.queue) {
          this.session.queue.position = event.position;
          this.session.queue.estimatedWaitS = event.estimatedWaitS;
        }
        return this.#goOn();
      case 'agent_ready':
        return this.#connect(event);
      case 'agent_gone':
        return this.#isWithAgent() && this.session.agent?.agentId === event.agentId
          ? this.#waitAgain(event.queue)
          : this.#goOn();
      case 'dial_answered':
        if (this.session.status === 'dialling') this.session.status = 'talking';
        return this.#goOn();
      case 'dial_ended':
        return this.#endDial(event);
      case 'recording_done':
        return this.#endRecording();
      case 'lookup_done':
        return this.#takeLookup(event);
      case 'queue_refused':
        return this.#turnAway(event);
      case 'hangup':
        return this.#end(this.#outcomeOfHangup());
    }
  }

  /** Webhooks overtake each other: news that an agent had answered may come behind the caller's hang-up. */
  #settle(event: CallEvent): Verb[] {
    const hadAnswered =
      event.type === 'dial_answered' || (event.type === 'dial_ended' && event.outcome === 'answered');
    if (hadAnswered && this.session.agent && this.session.outcome === 'abandoned') {
      this.session.outcome = 'answered';
    }
    return [];
  }

  #outcomeOfHangup(): Outcome {
    const { outcome, status, queue } = this.session;
    if (outcome) return outcome;
    if (status === 'talking') return 'answered';
    if (status === 'transferring') return 'transferred';
    if (this.#node()?.type === 'voicemail') return 'voicemail';
    return queue ? 'abandoned' : 'ended';
  }

  #end(outcome: Outcome): Verb[] {
    this.session.status = 'ended';
    this.session.outcome = outcome;
    return [];
  }

  #node(): FlowNode | undefined {
    return nodeOf(this.flow, this.session.node);
  }

  #isWithAgent(): boolean {
    return this.session.status === 'dialling' || this.session.status === 'talking';
  }

  /** What goes on now, changing nothing: the whole prompt of the place where the call stands. */
  #goOn(): Verb[] {
    const node = this.#node();
    if (this.session.status === 'new') return this.#enter(this.flow.start);
    if (this.#isWithAgent()) return this.#dial();
    switch (node?.type) {
      case 'language':
        return [this.#languageMenu(node)];
      case 'gather':
        return [this.#question(node)];
      case 'enqueue':
        return [this.#waitingRound(node)];
      case 'voicemail':
        return [...this.#say(node.text), voicemail(node)];
      case 'lookup':
        return [this.#lookup(node)];
      case 'rate':
        return [this.session.round === 0 ? mayBeRated : this.#ratingQuestion(node)];
      case 'transfer':
        return [{ verb: 'transfer', number: node.number, timeoutS: node.timeoutS }];
      default:
        return this.#fault();
    }
  }

  /** Walks from node to node until one waits for somebody. */
  #enter(start: string): Verb[] {
    const verbs: Verb[] = [];
    let next: string | undefined = start;
    for (let hops = 0; next !== undefined; hops += 1) {
      const node: FlowNode | undefined = nodeOf(this.flow, next);
      if (!node || hops === maxHops) return [...verbs, ...this.#fault()];
      Object.assign(this.session, { status: 'running', node: next, tries: 0, round: 0 });
      this.session.path.push(next);
      if (!isGreeting(node)) verbs.push(...this.#notice());
      next = this.#visit(node, verbs);
    }
    return verbs;
  }

  /** Does what a node does on arrival; returns the next node, or undefined when the call stops here. */
  #visit(node: FlowNode, verbs: Verb[]): string | undefined {
    switch (node.type) {
      case 'say':
        verbs.push(...this.#say(node.text, node.language));
        return node.next;
      case 'sms':
        if (isTelephone(this.session.callerNumber)) {
          verbs.push({ verb: 'sms', to: this.session.callerNumber, text: this.#text(node.text) });
        }
        return node.next;
      case 'condition':
        return this.#holds(node.when) ? node.holds : node.otherwise;
      case 'callback':
        return this.#callBack(node, verbs);
      case 'rate':
        // Without a talk there is nothing to rate.
        if (this.session.outcome !== 'answered' || !this.session.agent) return node.next;
        verbs.push(...this.#goOn());
        return undefined;
      case 'enqueue':
        verbs.push(...this.#joinQueue(node));
        return undefined;
      case 'voicemail':
        verbs.push(...this.#leaveQueue('voicemail'), ...this.#say(node.text), voicemail(node));
        return undefined;
      case 'transfer':
        verbs.push(...this.#leaveQueue('transfer'), ...this.#say(node.text));
        this.session.status = 'transferring';
        verbs.push(...this.#goOn());
        return undefined;
      case 'hangup':
        verbs.push(...(node.text ? this.#say(node.text) : []), { verb: 'hangup' });
        this.#end(this.session.outcome ?? 'ended');
        return undefined;
      default:
        verbs.push(...this.#goOn());
        return undefined;
    }
  }

  #holds(condition: Condition): boolean {
    const { facts, callerNumber } = this.session;
    const truths: Record<Condition, boolean> = {
      after_hours: facts.afterHours,
      surge: facts.surge,
      emergency: facts.emergency,
      caller_known: callerNumber !== null,
    };
    return truths[condition];
  }

  /** The flow leads nowhere: the call ends rather than hang in silence. */
  #fault(): Verb[] {
    this.#end('fault');
    return [{ verb: 'hangup' }];
  }

  // ── the caller says or keys something, or nothing ──

  #hear(event: EventOf<'digits'> | EventOf<'said'> | EventOf<'timeout'>): Verb[] {
    const node = this.#node();
    if (this.session.status !== 'running') return this.#goOn();
    switch (node?.type) {
      case 'language': {
        const choice = choose(node.choices, event);
        if (!choice && event.type === 'digits' && this.#triesLeft(node.tries)) return this.#goOn();
        this.session.language = choice?.language ?? node.otherwise;
        return this.#enter(node.next);
      }
      case 'gather':
        return this.#hearAnswer(node, event);
      case 'enqueue': {
        const choice = choose(node.waiting.choices, event);
        if (choice) return this.#enter(choice.next);
        // A wrong key is answered with the options again; silence, and 0 for the person who is on the way, with the place.
        this.session.round = event.type === 'digits' && event.digits !== '0' ? 0 : this.session.round + 1;
        return this.#goOn();
      }
      case 'voicemail':
        return event.type === 'timeout' ? this.#branch(node.empty) : this.#goOn();
      case 'rate':
        return this.#hearRating(node, event);
      default:
        return this.#goOn();
    }
  }

  #hearAnswer(
    node: NodeOf<'gather'>,
    event: EventOf<'digits'> | EventOf<'said'> | EventOf<'timeout'>,
  ): Verb[] {
    const choice = choose(node.choices ?? {}, event);
    if (choice) return this.#enter(choice.next);
    const { collect } = node;
    const entry = collect && entryOf(collect, event, this.session);
    if (collect && entry !== undefined) {
      this.session.vars[collect.into] = entry;
      return this.#enter(collect.next);
    }
    const branch = event.type === 'timeout' ? node.timeout : node.invalid;
    if (this.#triesLeft(node.tries)) return [...(branch?.say ? this.#say(branch.say) : []), ...this.#goOn()];
    return branch ? this.#branch(branch) : this.#fault();
  }

  #triesLeft(tries: number): boolean {
    this.session.tries += 1;
    return this.session.tries < tries;
  }

  #branch(branch: { say?: string | undefined; next: string }): Verb[] {
    return [...(branch.say ? this.#say(branch.say) : []), ...this.#enter(branch.next)];
  }

  #languageMenu(node: NodeOf<'language'>): Verb {
    const choices = Object.values(node.choices);
    return {
      verb: 'gather',
      prompts: choices.flatMap((choice) => this.#say(choice.say, choice.language)),
      maxDigits: 1,
      finishOn: null,
      timeoutS: node.timeoutS,
      language: this.session.language,
      hear: choices.flatMap((choice) => choice.hear ?? []),
    };
  }

  #question(node: NodeOf<'gather'>): Verb {
    const choices = Object.values(node.choices ?? {});
    return {
      verb: 'gather',
      prompts: [node.text, ...choices.map((choice) => choice.say)].flatMap((key) => this.#say(key)),
      maxDigits: node.collect?.max ?? 1,
      finishOn: node.collect ? '#' : null,
      timeoutS: node.timeoutS,
      language: this.session.language,
      hear: [
        ...choices.flatMap((choice) => choice.hear ?? []),
        ...(node.collect ? wordsOf(node.collect, this.session.vars).map(({ word }) => word) : []),
        ...(node.collect?.letters ? spellingWords(this.session.language) : []),
      ],
    };
  }

  // ── waiting for a person ──

  #joinQueue(node: NodeOf<'enqueue'>): Verb[] {
    const { session } = this;
    const code = node.queueByLanguage?.[session.language] ?? node.queue;
    if (session.queue?.code === code) {
      session.queue.node = session.node;
      return [this.#waitingRound(node)];
    }
    const place = session.hasQueued ? 'kept' : 'new';
    session.queue = { code, node: session.node, position: null, estimatedWaitS: null };
    session.hasQueued = true;
    return [
      { verb: 'enqueue', queue: code, place, priority: node.priority, language: session.language },
      this.#waitingRound(node, this.#say(node.entering)),
    ];
  }

  #leaveQueue(reason: 'voicemail' | 'transfer'): Verb[] {
    if (!this.session.queue) return [];
    this.session.queue = null;
    return [{ verb: 'dequeue', reason }];
  }

  #turnAway({ reason }: EventOf<'queue_refused'>): Verb[] {
    const node = this.#node();
    if (this.session.status !== 'running' || node?.type !== 'enqueue') return this.#goOn();
    this.session.queue = null;
    return this.#branch(node.refused[reason]);
  }

  /** `first`: what is said before it; a key is heard from its first word on. */
  #waitingRound(node: NodeOf<'enqueue'>, first: readonly Prompt[] = []): Verb {
    const { waiting } = node;
    const { round, language } = this.session;
    const choices = Object.values(waiting.choices);
    const announced = this.#announcement(node);
    const options =
      round % waiting.optionsEvery === 0 ? choices.flatMap((choice) => this.#say(choice.say)) : [];
    return {
      verb: 'gather',
      prompts: [...first, ...announced, ...options, { verb: 'play', media: waiting.music }],
      maxDigits: 1,
      finishOn: null,
      timeoutS: waiting.roundS,
      language,
      hear: choices.flatMap((choice) => choice.hear ?? []),
    };
  }

  /** The place, and the wait where it is known. Nothing is made up, and the first round has just spoken. */
  #announcement({ waiting }: NodeOf<'enqueue'>): Prompt[] {
    const { queue, round } = this.session;
    if (queue?.position == null) return round > 0 ? this.#say(waiting.unknown) : [];
    return this.#say(queue.estimatedWaitS === null ? waiting.placeOnly : waiting.position);
  }

  /** A person is free: nothing the caller is listening to comes before that. */
  #connect(event: EventOf<'agent_ready'>): Verb[] {
    const { session } = this;
    const node = session.queue ? nodeOf(this.flow, session.queue.node) : undefined;
    if (session.status !== 'running' || !session.queue || node?.type !== 'enqueue') return this.#goOn();
    if (session.node !== session.queue.node) {
      session.node = session.queue.node;
      session.path.push(session.node);
    }
    session.status = 'dialling';
    session.agent = { agentId: event.agentId, target: event.target, parameters: event.parameters };
    return this.#dial();
  }

  /** Whoever comes for the answer, by a push or by asking again, hears that the agent is there. */
  #dial(): Verb[] {
    const { agent } = this.session;
    const node = this.#node();
    if (!agent || node?.type !== 'enqueue') return this.#fault();
    const { target, parameters } = agent;
    return [
      ...(this.session.status === 'dialling' ? this.#say(node.connecting) : []),
      { verb: 'dial', target, parameters, timeoutS: node.dialTimeoutS, record: true },
    ];
  }

  /** The agent did not come, was lost, or sent the caller on: in the queue, at the place held before. */
  #waitAgain(other?: string): Verb[] {
    const { session } = this;
    const node = this.#node();
    if (node?.type !== 'enqueue' || !session.queue) return this.#fault();
    Object.assign(session, { status: 'running', agent: null, round: 0 });
    session.agentsLost += 1;
    session.queue.code = other ?? session.queue.code;
    session.queue.position = null;
    session.queue.estimatedWaitS = null;
    const { code } = session.queue;
    return [
      { verb: 'enqueue', queue: code, place: 'kept', priority: node.priority, language: session.language },
      this.#waitingRound(node, this.#say(other === undefined ? node.agentLost : node.entering)),
    ];
  }

  #endDial({ outcome }: EventOf<'dial_ended'>): Verb[] {
    const node = this.#node();
    const isAnswered = outcome === 'answered';
    if (this.session.status === 'transferring' && node?.type === 'transfer') {
      if (!isAnswered) return this.#branch(node.failed);
      this.session.outcome = 'transferred';
      return this.#enter(node.next);
    }
    if (!this.#isWithAgent() || node?.type !== 'enqueue') return this.#goOn();
    // A talk that was under way is over, whatever word the carrier has for its end.
    if (!isAnswered && this.session.status === 'dialling') return this.#waitAgain();
    this.session.outcome = 'answered';
    this.session.queue = null;
    return this.#enter(node.next);
  }

  // ── self-service ──

  #endRecording(): Verb[] {
    const node = this.#node();
    if (this.session.status !== 'running' || node?.type !== 'voicemail') return this.#goOn();
    this.session.outcome = 'voicemail';
    return this.#enter(node.next);
  }

  #lookup(node: NodeOf<'lookup'>): Verb {
    const inputs = Object.fromEntries(
      Object.entries(node.inputs).map(([name, variable]) => [name, this.session.vars[variable] ?? '']),
    );
    return { verb: 'lookup', what: node.what, inputs };
  }

  #takeLookup({ outcome, vars }: EventOf<'lookup_done'>): Verb[] {
    const node = this.#node();
    if (this.session.status === 'running' && node?.type === 'rate') return this.#askRating(node, outcome);
    if (this.session.status !== 'running' || node?.type !== 'lookup') return this.#goOn();
    // What was keyed to ask has been asked: nothing keeps it, for it may prove who somebody is.
    for (const name of Object.values(node.inputs)) delete this.session.vars[name];
    Object.assign(this.session.vars, vars);
    const next = Object.hasOwn(node.outcomes, outcome) ? node.outcomes[outcome] : undefined;
    return this.#enter(next ?? node.otherwise);
  }

  #callBack(node: NodeOf<'callback'>, verbs: Verb[]): string {
    const { session } = this;
    const number = (node.number ? session.vars[node.number] : undefined) ?? session.callerNumber;
    if (!number) {
      if (node.unknownNumber.say) verbs.push(...this.#say(node.unknownNumber.say));
      return node.unknownNumber.next;
    }
    const queue = session.queue?.code ?? node.queue;
    verbs.push({ verb: 'callback', queue, number, language: session.language }, ...this.#say(node.text));
    session.queue = null;
    session.outcome = 'callback';
    return node.next;
  }

  // ── how the talk was ──

  /** The host has said whether this talk is one to ask about. */
  #askRating(node: NodeOf<'rate'>, outcome: string): Verb[] {
    if (this.session.round > 0) return this.#goOn();
    if (outcome !== 'due') return this.#enter(node.next);
    this.session.round = 1;
    return this.#goOn();
  }

  #ratingQuestion(node: NodeOf<'rate'>): Verb {
    const { language } = this.session;
    const listening = { maxDigits: 1, finishOn: null, timeoutS: node.timeoutS, language, hear: [] };
    return { verb: 'gather', prompts: this.#say(node.text), ...listening };
  }

  /** A wrong key hears the question once more; silence is left alone, the host's, too. */
  #hearRating(node: NodeOf<'rate'>, event: EventOf<'digits'> | EventOf<'said'> | EventOf<'timeout'>): Verb[] {
    if (event.type === 'timeout') return this.#enter(node.next);
    if (this.session.round === 0 || event.type === 'said') return this.#goOn();
    if (ratingKeys.includes(event.digits))
      return [
        { verb: 'rate', score: Number(event.digits) },
        ...this.#say(node.thanks),
        ...this.#enter(node.next),
      ];
    return this.#triesLeft(ratingTries) ? this.#goOn() : this.#enter(node.next);
  }

  // ── texts ──

  #text(key: string, language: Language = this.session.language): string {
    const text = this.flow.texts[key]?.[language] ?? this.flow.texts[key]?.[this.flow.defaultLanguage] ?? '';
    const { vars, queue } = this.session;
    const known: Record<string, string> = {
      ...vars,
      position: String(queue?.position ?? ''),
      minutes: String(Math.max(1, Math.ceil((queue?.estimatedWaitS ?? 0) / 60))),
    };
    return text.replace(/\{\{(\w+)\}\}/g, (_place, name: string) =>
      Object.hasOwn(known, name) ? (known[name] ?? '') : '',
    );
  }

  /** The city's warning, once, in every flow alike: a flow that a city has drawn itself says it, too. */
  #notice(): Prompt[] {
    const { notice, ...facts } = this.session.facts;
    if (!notice) return [];
    this.session.facts = facts;
    const [language, text] =
      notice[this.session.language] !== undefined
        ? [this.session.language, notice[this.session.language]]
        : [this.flow.defaultLanguage, notice[this.flow.defaultLanguage]];
    return text ? [{ verb: 'say', text, language }] : [];
  }

  #say(key: string, language: Language = this.session.language): Prompt[] {
    const text = this.#text(key, language);
    if (text === '') return [];
    const recording = this.flow.recordings[key]?.[language]?.sound;
    return [{ verb: 'say', text, language, ...(recording !== undefined && { recording }) }];
  }
}

/** Whether texts can be sent there: a browser that calls has a name instead (`client:…`). */
export function isTelephone(number: string | null): number is string {
  return number !== null && /^\+?\d{3,15}$/.test(number);
}

/** What stands between the first word and the matter. */
function isGreeting({ type }: FlowNode): boolean {
  return type === 'say' || type === 'language' || type === 'condition';
}

/** The host has had its inputs when an answer is given a second time. */
function withoutInputs(verb: Verb): Verb {
  return verb.verb === 'lookup' ? { ...verb, inputs: {} } : verb;
}

function isPrompt(verb: Verb): verb is Prompt {
  return verb.verb === 'say' || verb.verb === 'play' || verb.verb === 'pause';
}

function voicemail(node: NodeOf<'voicemail'>): Verb {
  return { verb: 'record', purpose: 'voicemail', maxS: node.maxS, finishOn: '#' };
}
