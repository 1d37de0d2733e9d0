// What a browser finds wrong with a native control, said at the control and in the page's language: the browser's own
// bubble speaks the browser's language, and goes away before it is read.
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** `key` of `design:fault`; `count` where a limit is named. */
export interface OwnFault {
  key: 'missing' | 'tick' | 'choose' | 'short' | 'long' | 'phone' | 'email' | 'digits' | 'other';
  count?: number;
}

/** The part of a control that says what is wrong with it. */
export interface Judged {
  type: string;
  autocomplete?: string;
  minLength?: number;
  maxLength?: number;
  validity: Pick<ValidityState, 'valid' | 'valueMissing' | 'tooShort' | 'tooLong'>;
}

/** The first thing that is wrong with a control; undefined when nothing is. */
export function ownFault({
  type,
  autocomplete,
  minLength,
  maxLength,
  validity,
}: Judged): OwnFault | undefined {
  if (validity.valid) return undefined;
  if (validity.valueMissing && type === 'checkbox') return { key: 'tick' };
  // A code that was sent: what it looks like helps whoever typed none, too.
  if (autocomplete === 'one-time-code') return { key: 'digits' };
  if (validity.valueMissing) return { key: type.startsWith('select') ? 'choose' : 'missing' };
  if (validity.tooShort && minLength !== undefined) return { key: 'short', count: minLength };
  if (validity.tooLong && maxLength !== undefined) return { key: 'long', count: maxLength };
  if (type === 'tel') return { key: 'phone' };
  return { key: type === 'email' ? 'email' : 'other' };
}

/** What to spread on a control, and its fault in words once somebody has tried to send it. */
export function useOwnFault() {
  const { t } = useTranslation('design');
  const [fault, setFault] = useState<OwnFault>();
  return {
    words: fault && t(`fault.${fault.key}`, { count: fault.count }),
    handlers: {
      onInvalid: (event: FormEvent<Control>): void => {
        const { currentTarget: control } = event;
        event.preventDefault();
        setFault(ownFault(control));
        // Without its bubble the browser does not lead there.
        if (control.form?.querySelector(':invalid:not(fieldset)') === control) control.focus();
      },
      onInput: ({ currentTarget: control }: FormEvent<Control>): void => {
        if (fault) setFault(ownFault(control));
      },
    },
  };
}
