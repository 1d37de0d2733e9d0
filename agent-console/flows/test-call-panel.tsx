// The telephone of the page: the caller's keys, what is heard, and the hotline's side as buttons.
import { Footprints, Phone, PhoneOff, RotateCcw } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Badge, Button, Notice, Row, Stack, Switch, TextField } from '../../design/index.ts';
import type { Flow } from '../../ivr/flow/schema.ts';
import type { Facts } from '../../ivr/session.ts';
import { DialPad } from '../desk/phone/dial-pad.tsx';
import {
  agentReady,
  type Entry,
  endOf,
  type Happening,
  messageLeft,
  openingsOf,
  placeTold,
  type TestCall,
  type TestEvent,
  timePassed,
} from './test-call.ts';
import type { TestTelephone } from './use-test-call.ts';
import { useFlowWords } from './words.ts';

interface CallProps {
  call: TestCall;
  /** With sound, the caller waits and speaks for real. */
  hasSound: boolean;
  tell: (...happenings: readonly Happening[]) => void;
}

function Line({ entry }: { entry: Entry }) {
  const { t } = useTranslation('flows');
  const words = useFlowWords();
  switch (entry.by) {
    case 'line':
      return (
        <li data-by="line">
          <Badge tone="accent">{t(`language.${entry.language}`)}</Badge> {entry.text}
        </li>
      );
    case 'caller':
      return <li data-by="caller">{t(`caller.${entry.did}`, { keys: entry.keys })}</li>;
    case 'house': {
      const isWord = entry.did === 'lookup_done' || entry.did === 'queue_refused';
      const about = entry.did === 'lookup_done' ? words.on(`outcome ${entry.about}`) : words.on(entry.about);
      return <li data-by="house">{t(`did.${entry.did}`, { about: isWord ? about : entry.about })}</li>;
    }
  }
}

const wholeNumber = (text: string): number | null => (/^\d{1,4}$/.test(text) ? Number(text) : null);

/** The queue's answers while the caller waits. */
function QueueAnswers({ tell }: Pick<CallProps, 'tell'>) {
  const { t } = useTranslation('flows');
  const [position, setPosition] = useState('3');
  const [minutes, setMinutes] = useState('');
  const place = wholeNumber(position);
  const refuse = (reason: 'closed' | 'full'): void =>
    tell({
      event: { type: 'queue_refused', reason },
      entry: { by: 'house', did: 'queue_refused', about: reason },
    });
  return (
    <Stack gap={2}>
      <div className="flow-place">
        <TextField label={t('position')} type="number" value={position} onChange={setPosition} />
        <TextField label={t('minutes')} type="number" value={minutes} onChange={setMinutes} />
      </div>
      <Row wraps gap={1}>
        <Button
          size="small"
          isDisabled={!place}
          onPress={() => place && tell(...placeTold(place, wholeNumber(minutes)))}
        >
          {t('answer.place')}
        </Button>
        <Button size="small" onPress={() => refuse('closed')}>
          {t('answer.closed')}
        </Button>
        <Button size="small" onPress={() => refuse('full')}>
          {t('answer.full')}
        </Button>
      </Row>
    </Stack>
  );
}

function HouseAnswers({ call, hasSound, tell }: CallProps) {
  const { t } = useTranslation('flows');
  const words = useFlowWords();
  const open = openingsOf(call);
  const node = call.flow.nodes[call.session.node];
  const house = (label: string, event: TestEvent, entry: Entry) => (
    <Button key={label} size="small" onPress={() => tell({ event, entry })}>
      {label}
    </Button>
  );
  const did = (what: Extract<Entry, { by: 'house' }>['did'], about = ''): Entry => ({
    by: 'house',
    did: what,
    about,
  });
  const lookedUp = (outcome: string, label: string) =>
    house(label, { type: 'lookup_done', outcome }, did('lookup_done', outcome));
  const talkEnds = house(
    t('answer.talkEnds'),
    { type: 'dial_ended', outcome: 'answered' },
    did('dial_ended'),
  );
  return (
    <Row wraps gap={1}>
      {open.listens && (
        <Button size="small" onPress={() => tell(timePassed)}>
          {t('answer.wait')}
        </Button>
      )}
      {open.queued && (
        <Button size="small" variant="primary" onPress={() => tell(agentReady)}>
          {t('answer.agent')}
        </Button>
      )}
      {open.looksUp && node?.type === 'lookup' && (
        <>
          {Object.keys(node.outcomes).map((outcome) => lookedUp(outcome, words.on(`outcome ${outcome}`)))}
          {lookedUp('unavailable', t('answer.other'))}
        </>
      )}
      {open.looksUp && node?.type === 'rate' && (
        <>
          {lookedUp('due', words.on('outcome due'))}
          {lookedUp('not_due', words.on('outcome not_due'))}
        </>
      )}
      {open.ringing && (
        <>
          {house(t('answer.answered'), { type: 'dial_answered' }, did('dial_answered'))}
          {house(t('answer.noAnswer'), { type: 'dial_ended', outcome: 'no_answer' }, did('dial_failed'))}
        </>
      )}
      {open.talking && (
        <>
          {talkEnds}
          {house(t('answer.agentGone'), { type: 'agent_gone', agentId: 'test-agent' }, did('agent_gone'))}
        </>
      )}
      {open.recording && !hasSound && (
        <>
          <Button size="small" onPress={() => tell(messageLeft)}>
            {t('answer.record')}
          </Button>
          <Button size="small" onPress={() => tell(timePassed)}>
            {t('answer.silent')}
          </Button>
        </>
      )}
      {open.transferring && (
        <>
          {house(t('answer.transferred'), { type: 'dial_ended', outcome: 'answered' }, did('dial_answered'))}
          {house(
            t('answer.notTransferred'),
            { type: 'dial_ended', outcome: 'no_answer' },
            did('dial_failed'),
          )}
        </>
      )}
    </Row>
  );
}

/** All that was heard and done; the latest stays in sight. */
function Log({ call }: { call: TestCall }) {
  const { t } = useTranslation('flows');
  const list = useRef<HTMLDivElement>(null);
  const end = endOf(call);
  const { length } = call.entries;
  useEffect(() => {
    if (length > 0) list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [length]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div ref={list} className="flow-log" role="log" aria-label={t('heardLog')} tabIndex={0}>
      <ol>
        {call.entries.map((entry, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines are only ever added
          <Line key={index} entry={entry} />
        ))}
        {end && <li data-by="end">{t('ended', { outcome: t(`end.${end}`) })}</li>}
      </ol>
    </div>
  );
}

const facts = ['afterHours', 'surge', 'emergency'] as const satisfies readonly (keyof Facts)[];
const conditionOf = { afterHours: 'after_hours', surge: 'surge', emergency: 'emergency' } as const;

/** Rings the flow as it is written now; what is edited meanwhile counts from the next call on. */
export function TestCallPanel({ flow, telephone }: { flow: Flow; telephone: TestTelephone }) {
  const { t } = useTranslation('flows');
  const { t: tPhone } = useTranslation('phone');
  const { call, hasSound } = telephone;
  const [situation, setSituation] = useState<Facts>({ afterHours: false, surge: false, emergency: false });
  const [isNumberShown, setNumberShown] = useState(true);
  const end = call && endOf(call);
  const ring = (isAloud: boolean) => (): void =>
    telephone.ring(flow, situation, { isNumberShown, hasSound: isAloud });
  if (!call) {
    return (
      <Stack gap={3}>
        <p className="oc-small oc-quiet">{t('ringNote')}</p>
        <fieldset className="flow-situation">
          <legend className="oc-small oc-strong">{t('conditions')}</legend>
          {facts.map((fact) => (
            <Switch
              key={fact}
              isSelected={situation[fact]}
              onChange={(isOn) => setSituation({ ...situation, [fact]: isOn })}
            >
              {t(`condition.${conditionOf[fact]}`)}
            </Switch>
          ))}
          <Switch isSelected={isNumberShown} onChange={setNumberShown}>
            {t('showNumber')}
          </Switch>
        </fieldset>
        {telephone.fault && <Notice tone="danger">{tPhone(`fault.${telephone.fault}`)}</Notice>}
        <Row wraps>
          <Button variant="primary" icon={Phone} onPress={ring(true)}>
            {t('ringAloud')}
          </Button>
          <Button icon={Footprints} onPress={ring(false)}>
            {t('ring')}
          </Button>
        </Row>
      </Stack>
    );
  }
  return (
    <Stack gap={3}>
      {telephone.isConnecting && <p aria-live="polite">{t('connecting')}</p>}
      <Log call={call} />
      {end === null && (
        <>
          <div className="flow-telephone">
            <Stack gap={1}>
              <DialPad onKey={telephone.press} />
              {call.typed && <p aria-live="polite">{t('typed', { keys: call.typed })}</p>}
            </Stack>
            <section aria-label={t('houseTitle')}>
              <Stack gap={2}>
                <h4 className="oc-small oc-quiet">{t('houseTitle')}</h4>
                <HouseAnswers call={call} hasSound={hasSound} tell={telephone.tell} />
                {openingsOf(call).atQueue && <QueueAnswers tell={telephone.tell} />}
              </Stack>
            </section>
          </div>
          <Row>
            <Button variant="danger" icon={PhoneOff} onPress={telephone.hangUp}>
              {t('hangUp')}
            </Button>
          </Row>
        </>
      )}
      {end !== null && (
        <Row wraps>
          <Button variant="primary" icon={RotateCcw} onPress={ring(hasSound)}>
            {t('ringAgain')}
          </Button>
          <Button onPress={telephone.putDown}>{t('conditions')}</Button>
        </Row>
      )}
    </Stack>
  );
}
