// A form whose sender proves a telephone: the first press sends a code to it, the second gives the code with the rest.
import { type LucideIcon, MessageSquareText } from 'lucide-react';
import type { FormEvent, ReactNode } from 'react';
import { PlainButton } from '../../design/native.tsx';
import { Notice } from '../../design/states.tsx';
import { wordsOf } from '../api/client.ts';
import { useSending } from '../api/use-sending.ts';
import { PhoneProofFields, usePhoneProof } from './phone-proof.tsx';

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
  const proof = usePhoneProof(codesPath);
  const { phone, code, isCodeSent } = proof;
  const { isSending, failure, send } = useSending();
  return (
    <form
      className="citizen-box"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        void send(isCodeSent ? () => onSend({ phone, code }) : proof.sendCode);
      }}
    >
      {children}
      <PhoneProofFields
        proof={proof}
        words={words}
        isSending={isSending}
        onAgain={() => void send(proof.sendCode)}
      />
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
