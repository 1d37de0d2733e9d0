// One question to the system, past cache and breaker, with what went wrong.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { Button, Dialog, Notice, Stack, TextField, useFormat, useLang } from '../../design/index.ts';
import type { ConnectorView } from '../../server/connectors/contract.ts';
import { useFailureText } from '../api/failure-view.tsx';
import { useFaults } from '../forms/faults.ts';
import { readWritten } from '../forms/issue-words.ts';
import { useTryConnector } from './connectors-data.ts';

export function ConnectorTry({ connector, onClose }: { connector: ConnectorView; onClose: () => void }) {
  const { t } = useTranslation(['connectors', 'admin']);
  const lang = useLang();
  const format = useFormat();
  const textOf = useFailureText();
  const [given, setGiven] = useState<Record<string, string>>({});
  const attempt = useTryConnector();
  const { asks, nameZh, nameEn } = connector.definition;
  const asked = z.object(Object.fromEntries(asks.map(({ name }) => [name, z.string().trim().min(1)])));
  const { faultAt, check } = useFaults(
    readWritten(asked, Object.fromEntries(asks.map(({ name }) => [name, given[name] ?? '']))),
  );
  const put = (): void => {
    const ready = check();
    if (ready) attempt.mutate({ code: connector.code, given: ready });
  };
  const told = attempt.data;
  return (
    <Dialog
      title={t('tryOf', { name: lang === 'zh' ? nameZh : nameEn })}
      isOpen
      onOpenChange={onClose}
      footer={
        <>
          <Button onPress={onClose}>{t('close')}</Button>
          <Button variant="primary" isPending={attempt.isPending} onPress={put}>
            {t('deed.try')}
          </Button>
        </>
      }
    >
      <Stack gap={4}>
        {connector.isDemo && <Notice tone="neutral">{t('demoNote')}</Notice>}
        {asks.map((ask) => (
          <TextField
            key={ask.name}
            label={lang === 'zh' ? ask.nameZh : ask.nameEn}
            autoComplete="off"
            value={given[ask.name] ?? ''}
            error={faultAt(ask.name)}
            onChange={(value) => setGiven((before) => ({ ...before, [ask.name]: value }))}
          />
        ))}
        {attempt.error && (
          <Notice tone="danger" isLive>
            {textOf(attempt.error)}
          </Notice>
        )}
        {told && (
          <Notice tone={told.outcome === 'found' ? 'accent' : 'warn'} isLive>
            {told.state ? told.state[lang] : t(`outcome.${told.outcome}`)}
            {told.at && ` · ${format.date(told.at)}`}
            <span className="oc-small oc-quiet">
              {' '}
              {[
                told.failure && t(`failure.${told.failure}`),
                told.status !== null && `HTTP ${told.status}`,
                t('ms', { ms: told.ms }),
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
          </Notice>
        )}
      </Stack>
    </Dialog>
  );
}
