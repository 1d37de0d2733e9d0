// A telephone, and the code that proves whose it is: sent by text message, and again when it did not come or is too old.
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useTongue } from '../../design/i18n/lang.ts';
import { PlainButton } from '../../design/native.tsx';
import { ask, okShape } from '../api/client.ts';
import { CodeField, PhoneField } from './phone-fields.tsx';

/** Most messages are there by then; of another one too early the telephone would soon get none any more. */
const againAfterMs = 20_000;

/** @param codesPath where codes are asked for */
export function usePhoneProof(codesPath: string) {
  const lang = useTongue();
  const [phone, setPhone] = useState('');
  const [code, setCode] = useState('');
  /** How many codes were sent to this number. */
  const [sent, setSent] = useState(0);
  const forget = (): void => {
    setSent(0);
    setCode('');
  };
  return {
    phone,
    code,
    sent,
    isCodeSent: sent > 0,
    setCode,
    /** A code is of one number. */
    setPhone: (number: string): void => {
      setPhone(number);
      forget();
    },
    forget,
    /** @throws RequestFailure */
    sendCode: async (): Promise<void> => {
      await ask(codesPath, okShape, { body: { phone, lang } });
      setCode('');
      setSent((before) => before + 1);
    },
  };
}

export type PhoneProof = ReturnType<typeof usePhoneProof>;

/** Comes when a code should have come; and says, when another was sent, which of them is good. */
function SendAgain({ isSending, sent, onAgain }: { isSending: boolean; sent: number; onAgain: () => void }) {
  const { t } = useTranslation('site');
  const [isLate, setLate] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each code has its time to come
  useEffect(() => {
    setLate(false);
    const timer = setTimeout(() => setLate(true), againAfterMs);
    return () => clearTimeout(timer);
  }, [sent]);
  return (
    <>
      <p className={sent > 1 ? 'oc-quiet' : 'oc-hidden'} role="status">
        {sent > 1 && t('proof.sentAgain')}
      </p>
      {isLate && (
        <PlainButton variant="quiet" isPending={isSending} onClick={onAgain}>
          {t('proof.again')}
        </PlainButton>
      )}
    </>
  );
}

/** The telephone, and once a code was sent, where to write it. @param onAgain sends another code */
export function PhoneProofFields({
  proof,
  words,
  isSending,
  onAgain,
}: {
  proof: PhoneProof;
  words: { phone: string; phoneNote?: string; code: string; codeNote?: string };
  isSending: boolean;
  onAgain: () => void;
}) {
  const { phone, code, sent, isCodeSent, setPhone, setCode } = proof;
  const { phoneNote, codeNote } = words;
  return (
    <>
      <PhoneField
        label={words.phone}
        {...(phoneNote && { description: phoneNote })}
        required
        value={phone}
        onChange={setPhone}
      />
      {isCodeSent && (
        <>
          <CodeField
            label={words.code}
            {...(codeNote && { description: codeNote })}
            required
            autoFocus
            value={code}
            onChange={setCode}
          />
          <SendAgain isSending={isSending} sent={sent} onAgain={onAgain} />
        </>
      )}
    </>
  );
}
