// One line of the trail: when, who, what, to which thing, why, and from where.
import { useTranslation } from 'react-i18next';
import { Badge, Row, useFormat, useLang } from '../../design/index.ts';
import type { AuditEntry } from '../../server/admin/audit/contract.ts';
import { deedOf, detailSchema, type Filter, subjectTypeSchema, toneOf, wordSchema } from './audit-words.ts';

/** The first signs of an id tell two things apart. */
const shownOfId = 8;

function Who({ entry, onFilter }: { entry: AuditEntry; onFilter: (part: Partial<Filter>) => void }) {
  const { t } = useTranslation('audit');
  const lang = useLang();
  const { actor, action, subject } = entry;
  if (!actor) {
    return <span className="oc-quiet">{action === 'sign_in_refused' ? subject.id : t('system')}</span>;
  }
  const { username, name } = actor;
  return (
    <Row gap={1} wraps>
      <button
        type="button"
        className="audit-link"
        title={t('onlyPerson')}
        onClick={() => onFilter({ who: username ?? name[lang] })}
      >
        {name[lang]}
      </button>
      <span className="oc-micro oc-quiet">{username ?? t('key')}</span>
    </Row>
  );
}

function Thing({ entry, onFilter }: { entry: AuditEntry; onFilter: (part: Partial<Filter>) => void }) {
  const { t } = useTranslation('audit');
  const lang = useLang();
  const { subject, actor, action } = entry;
  // Signing in is done to oneself: the name already stands there.
  if (subject.id === actor?.id || action === 'sign_in_refused') return null;
  const type = subjectTypeSchema.safeParse(subject.type);
  const name = subject.label?.[lang] || subject.label?.zh || subject.id.slice(0, shownOfId);
  return (
    <span>
      <span className="oc-quiet">{type.success ? t(`subject.${type.data}`) : subject.type} </span>
      <button
        type="button"
        className="audit-link"
        title={t('onlyThing')}
        onClick={() => onFilter({ subjectId: subject.id })}
      >
        {name}
      </button>
    </span>
  );
}

const areTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');

/** What stands beside the deed, as `reason: …`. What has no words is shown as it was written: an audit hides nothing. */
function useDetails(entry: AuditEntry): string {
  const { t } = useTranslation('audit');
  return Object.entries(entry.detail)
    .filter(([name]) => !(name === 'number' && entry.subject.type === 'number'))
    .map(([name, value]) => {
      const known = detailSchema.safeParse(name);
      const term = known.success ? t(`detail.${known.data}`) : name;
      const word = wordSchema.safeParse(typeof value === 'boolean' ? String(value) : value);
      const text = word.success
        ? t(`word.${word.data}`)
        : typeof value === 'string' || typeof value === 'number'
          ? String(value)
          : areTexts(value)
            ? value.join(t('among'))
            : JSON.stringify(value);
      return t('line', { term, value: text });
    })
    .join(t('between'));
}

export function Entry({ entry, onFilter }: { entry: AuditEntry; onFilter: (part: Partial<Filter>) => void }) {
  const { t } = useTranslation('audit');
  const format = useFormat();
  const deed = deedOf(entry.action);
  const details = useDetails(entry);
  return (
    <li className="audit-entry">
      <time dateTime={entry.at} title={format.exact(entry.at)} className="oc-quiet">
        {format.second(entry.at)}
      </time>
      <Who entry={entry} onFilter={onFilter} />
      <span>
        <Badge tone={toneOf(entry.action)}>{deed ? t(`deed.${deed}`) : entry.action}</Badge>
      </span>
      <div className="audit-what">
        <Thing entry={entry} onFilter={onFilter} />
        {details && <span className="oc-small oc-quiet">{details}</span>}
      </div>
      <span className="oc-micro oc-quiet audit-ip">{entry.ip}</span>
    </li>
  );
}
