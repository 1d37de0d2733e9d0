// A form whose sender proves a telephone: the first press sends a code to it, the second gives the code with the rest.
import { type LucideIcon, MessageSquareText } from 'lucide-react';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTongue } from '../../design/i18n/lang.ts';
import { PlainButton } from '../../design/native.tsx';
import { Notice } from '../../design/states.tsx';
import { ask, okShape, wordsOf } from '../api/client.ts';
import { useSending } from '../api/use-sending.ts';
import { CodeField, PhoneField } from './phone-fields.tsx';

export interface Proof {
  phone: string;
  code: string;
}

export interface ProvedFormProps {
  /** Where codes are asked for, below `/api/citizen`. */
  codesPath: string;
  words: {
    phone: string;
    phoneNote?: string;
    code: string;
    codeNote: string;
    sendCode: string;
    send: string;
    failed: string;
  };
  icon: LucideIcon;
  /** The fields above the telephone. */
  children?: ReactNode;
  onSend: (proof: Proof) => Promise<void>;
}

export function ProvedForm({ codesPath, words, icon, children, onSend }: ProvedFormProps) {
  const lang = useTongue();
  const [phone, setPhone] = useState('');
  const [code, setCode] = useState('');
  const [isCodeSent, setCodeSent] = useState(false);
  const { isSending, failure, send } = useSending();
  const submit = async (): Promise<void> => {
    if (isCodeSent) return onSend({ phone, code });
    await ask(codesPath, okShape, { body: { phone, lang } });
    setCodeSent(true);
  };
  return (
    <form
      className="citizen-box"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        void send(submit);
      }}
    >
      {children}
      <PhoneField
        label={words.phone}
        {...(words.phoneNote && { description: words.phoneNote })}
        required
        value={phone}
        onChange={(number) => {
          setPhone(number);
          // A code is of one number.
          setCodeSent(false);
          setCode('');
        }}
      />
      {isCodeSent && (
        <CodeField
          label={words.code}
          description={words.codeNote}
          required
          autoFocus
          value={code}
          onChange={setCode}
        />
      )}
      {failure && (
        <Notice tone="danger" isLive>
          {wordsOf(failure, words.failed)}
        </Notice>
      )}
      <PlainButton
        type="submit"
        variant="primary"
        size="large"
        icon={isCodeSent ? icon : MessageSquareText}
        isPending={isSending}
      >
        {isCodeSent ? words.send : words.sendCode}
      </PlainButton>
    </form>
  );
}
