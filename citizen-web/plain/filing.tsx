// The ticket form on plain pages: the words, what was guessed of them, the proof, and the number with a way to add photos.
import type { Bilingual } from '../../server/platform/contract.ts';
import {
  type FilingCategory,
  type FilingGuess,
  filingKindSchema,
  type MatterFiled,
} from '../../server/tickets/filings/contract.ts';
import { photoMimes } from '../shell/file-fault.ts';
import { pathOf } from '../place/match.ts';
import { addressOf, Fault } from './frame.tsx';
import { Paragraphs } from './read.tsx';
import { filled, type Tongue } from './tongue.ts';

interface Part {
  tongue: Tongue;
  fault?: string;
}
interface Area {
  code: string;
  parentCode: string | null;
  name: Bilingual;
}

export function Say({ tongue, text, fault }: Part & { text: string }) {
  const { filing, own } = tongue.words;
  return (
    <>
      <Fault fault={fault} />
      <p>{filing.lead}</p>
      <form method="post" action={addressOf(tongue, '/filing')}>
        <input type="hidden" name="step" value="say" />
        <label htmlFor="text">
          {filing.text} <small>{filing.textNote}</small>
        </label>
        <textarea
          id="text"
          name="text"
          rows={8}
          required
          minLength={5}
          maxLength={6000}
          defaultValue={text}
        />
        <button type="submit">{own.step}</button>
      </form>
    </>
  );
}

/** Rows in groups of what lies above them. */
function Grouped({ tongue, rows, open }: { tongue: Tongue; rows: readonly FilingCategory[]; open: string }) {
  const byCode = new Map(rows.map((row) => [row.code, row]));
  const paths = rows.map(({ code }) => pathOf(byCode, code));
  return (
    <>
      <option value="">{open}</option>
      {rows
        .filter(({ parentCode }) => parentCode === null || !byCode.has(parentCode))
        .map((top) => (
          <optgroup key={top.code} label={tongue.of(top.name)}>
            {paths
              .filter(([first]) => first?.code === top.code)
              .map((path) => (
                <option key={path.at(-1)?.code} value={path.at(-1)?.code}>
                  {(path.length > 1 ? path.slice(1) : path).map(({ name }) => tongue.of(name)).join(' · ')}
                </option>
              ))}
          </optgroup>
        ))}
    </>
  );
}

export function Details({
  tongue,
  kept,
  text,
  guess,
  categories,
  areas,
}: Part & {
  kept: string;
  text: string;
  guess: FilingGuess;
  categories: readonly FilingCategory[];
  areas: readonly Area[];
}) {
  const { filing, place } = tongue.words;
  return (
    <>
      {guess.isEmergency && (
        <p className="fault" role="alert">
          {filing.emergency} <a href="tel:110">110</a> <a href="tel:119">119</a> <a href="tel:120">120</a>
        </p>
      )}
      <Paragraphs text={text} />
      {guess.answers.length > 0 && (
        <section>
          <h2>{filled(answersTitle(tongue, guess.answers.length), { count: guess.answers.length })}</h2>
          <ul className="list">
            {guess.answers.map(({ id, title, short }) => (
              <li key={id}>
                <a href={addressOf(tongue, '', { article: id })}>{tongue.of(title)}</a>
                <p>{tongue.of(short)}</p>
              </li>
            ))}
          </ul>
        </section>
      )}
      <form method="post" action={addressOf(tongue, '/filing')}>
        <input type="hidden" name="step" value="details" />
        <input type="hidden" name="kept" value={kept} />
        <label htmlFor="kind">{filing.kind.label}</label>
        <select id="kind" name="kind" defaultValue={guess.kind ?? 'help'}>
          {filingKindSchema.options.map((kind) => (
            <option key={kind} value={kind}>
              {filing.kind[kind]}
            </option>
          ))}
        </select>
        <label htmlFor="categoryCode">
          {filing.category} <small>{filing.categoryNote}</small>
        </label>
        <select id="categoryCode" name="categoryCode" defaultValue={guess.categoryCode ?? ''}>
          <Grouped tongue={tongue} rows={categories} open={filing.categoryOpen} />
        </select>
        <label htmlFor="areaCode">{place.title}</label>
        <select id="areaCode" name="areaCode" defaultValue={guess.districtCode ?? ''}>
          <Grouped tongue={tongue} rows={areas} open={place.open} />
        </select>
        <label htmlFor="address">
          {place.address} <small>{place.addressNote}</small>
        </label>
        <input id="address" name="address" maxLength={200} autoComplete="street-address" />
        <label htmlFor="name">{filing.name}</label>
        <input id="name" name="name" maxLength={40} autoComplete="name" />
        <label htmlFor="sealed">{filing.sealed}</label>
        <select id="sealed" name="sealed" defaultValue="false">
          <option value="false">{tongue.words.own.no}</option>
          <option value="true">{tongue.words.own.yes}</option>
        </select>
        <label htmlFor="phone">
          {filing.phone} <small>{filing.phoneNote}</small>
        </label>
        <input
          id="phone"
          name="phone"
          type="tel"
          required
          autoComplete="tel"
          inputMode="tel"
          pattern="\+?[0-9 \-]{7,20}"
        />
        <button type="submit">{filing.sendCode}</button>
      </form>
    </>
  );
}

/** English counts. */
function answersTitle({ lang, words }: Tongue, count: number): string {
  const texts: Readonly<Record<string, unknown>> = words.filing;
  const found = lang === 'zh' ? texts.answers : texts[count === 1 ? 'answers_one' : 'answers_other'];
  return typeof found === 'string' ? found : '';
}

export function Prove({ tongue, kept, phone, fault }: Part & { kept: string; phone: string }) {
  const { filing, own } = tongue.words;
  return (
    <>
      <Fault fault={fault} />
      <p>{filled(own.codeSent, { phone })}</p>
      <form method="post" action={addressOf(tongue, '/filing')} autoComplete="off">
        <input type="hidden" name="step" value="prove" />
        <input type="hidden" name="kept" value={kept} />
        <label htmlFor="code">
          {filing.proof} <small>{filing.proofNote}</small>
        </label>
        <input
          id="code"
          name="code"
          required
          inputMode="numeric"
          autoComplete="one-time-code"
          pattern="\s*[0-9]{6}\s*"
        />
        <button type="submit">{filing.send}</button>
      </form>
      <form method="post" action={addressOf(tongue, '/filing')}>
        <input type="hidden" name="step" value="again" />
        <input type="hidden" name="kept" value={kept} />
        <button type="submit">{own.codeAgain}</button>
      </form>
    </>
  );
}

/** @param photo the name of one that was just added */
export function Filed({ tongue, filed, photo }: { tongue: Tongue; filed: MatterFiled; photo?: string }) {
  const { filing, follow, own } = tongue.words;
  const { number, code, isJoined } = filed;
  return (
    <>
      <h2>{isJoined ? filing.joined : filing.filed}</h2>
      {photo !== undefined && <p role="status">{filled(own.photoSent, { name: photo })}</p>}
      <dl>
        <dt>{filing.number}</dt>
        <dd>{number}</dd>
        <dt>{filing.code}</dt>
        <dd>{code}</dd>
      </dl>
      <p>{isJoined ? filing.joinedNote : filing.filedNote}</p>
      <form method="post" action={addressOf(tongue, '/ticket')}>
        <input type="hidden" name="number" value={number} />
        <input type="hidden" name="code" value={code} />
        <button type="submit">{filing.follow}</button>
      </form>
      {/* Number and code before the file: they are read first. */}
      <form method="post" action={addressOf(tongue, '/filing/photo')} encType="multipart/form-data">
        <input type="hidden" name="number" value={number} />
        <input type="hidden" name="code" value={code} />
        <label htmlFor="file">{filing.photos}</label>
        <input id="file" name="file" type="file" required accept={photoMimes.join()} />
        <button type="submit">{follow.addFile}</button>
      </form>
    </>
  );
}
