// A ticket on a plain page: asked for with number and code, read.
import type { CitizenTicketView } from '../../server/tickets/contract.ts';
import { addressOf, Fault } from './frame.tsx';
import { Paragraphs } from './read.tsx';
import { filled, type Tongue } from './tongue.ts';

export interface Key {
  number: string;
  code: string;
}

/** @param fault what was wrong with the last try */
export function AskForTicket({
  tongue,
  given,
  fault,
}: {
  tongue: Tongue;
  given: Key;
  fault?: string | undefined;
}) {
  const { follow, own } = tongue.words;
  return (
    <>
      <Fault fault={fault} />
      <p>{given.code && !fault ? own.filled : follow.lead}</p>
      <form method="post" action={addressOf(tongue, '/ticket')} autoComplete="off">
        <label htmlFor="number">{follow.number}</label>
        <input
          id="number"
          name="number"
          required
          minLength={4}
          maxLength={30}
          autoCapitalize="characters"
          defaultValue={given.number}
        />
        <label htmlFor="code">
          {follow.code} <small>{follow.codeNote}</small>
        </label>
        <input
          id="code"
          name="code"
          required
          inputMode="numeric"
          pattern="\s*[0-9]{6}\s*"
          defaultValue={given.code}
        />
        <button type="submit">{follow.look}</button>
      </form>
      <p>{follow.noCode}</p>
    </>
  );
}

export function Ticket({
  tongue,
  ticket,
  code,
}: {
  tongue: Tongue;
  ticket: CitizenTicketView;
  code: string;
}) {
  const { follow } = tongue.words;
  const steps: Readonly<Record<string, string>> = follow.step;
  const isPetition = ticket.kind.startsWith('petition');
  const states: Readonly<Record<string, string>> = isPetition
    ? { ...follow.state, ...follow.petition.state }
    : follow.state;
  const notes: Readonly<Record<string, string>> = isPetition
    ? { ...follow.stateNote, ...follow.petition.note }
    : follow.stateNote;
  const key = new URLSearchParams({ number: ticket.number, code });
  return (
    <article>
      <p className="state">{states[ticket.state]}</p>
      <h2>{ticket.title}</h2>
      <p>{notes[ticket.state]}</p>
      <dl>
        <dt>{follow.number}</dt>
        <dd>{ticket.number}</dd>
        <dt>{follow.filed}</dt>
        <dd>{tongue.date(ticket.createdAt)}</dd>
        <dt>{follow.department}</dt>
        <dd>{ticket.department ? tongue.of(ticket.department) : follow.noDepartment}</dd>
        {ticket.receiptDueAt && (
          <>
            <dt>{follow.petition.receiptBy}</dt>
            <dd>{filled(follow.due, { date: tongue.date(ticket.receiptDueAt) })}</dd>
          </>
        )}
        {ticket.dueAt && !ticket.publicReply && (
          <>
            <dt>{follow.dueBy}</dt>
            <dd>{filled(follow.due, { date: tongue.moment(ticket.dueAt) })}</dd>
          </>
        )}
      </dl>
      {ticket.publicReply && (
        <>
          <h2>{isPetition ? follow.petition.opinion : follow.reply}</h2>
          {ticket.disclosureResult && (
            <p>
              <strong>{ticket.disclosureResult.label[tongue.lang]}</strong>
              {ticket.disclosureResult.basis &&
                ` ${filled(follow.basis, { basis: ticket.disclosureResult.basis })}`}
            </p>
          )}
          <Paragraphs text={ticket.publicReply} />
          {ticket.kind === 'disclosure_request' && <p>{follow.remedy}</p>}
        </>
      )}
      {ticket.question && (
        <>
          <h2>{follow.question}</h2>
          <Paragraphs text={ticket.question} />
        </>
      )}
      {ticket.files.length > 0 && (
        <>
          <h2>{follow.files}</h2>
          <ul className="list">
            {ticket.files.map(({ id, name }) => (
              <li key={id}>
                <a href={`/api/citizen/tickets/files/${id}?${key}`}>{name}</a>
              </li>
            ))}
          </ul>
        </>
      )}
      <h2>{follow.steps}</h2>
      {ticket.hasArchivedSteps && <p>{follow.stepsArchived}</p>}
      <ol>
        {ticket.steps.map(({ at, step }, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: steps of a timeline never move
          <li key={place}>
            {tongue.moment(at)} · {steps[step] ?? follow.step.other}
          </li>
        ))}
      </ol>
      <h2>{follow.yourWords}</h2>
      <Paragraphs text={ticket.text} />
      <p>
        <a href={addressOf(tongue, '/ticket')}>{follow.again}</a>
      </p>
    </article>
  );
}
