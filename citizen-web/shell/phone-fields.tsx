// Where one writes one's telephone number, and the code that was sent to it.
import { PlainTextField } from '../../design/native.tsx';

interface Given {
  label: string;
  description?: string;
  required?: boolean;
  autoFocus?: boolean;
  value: string;
  onChange: (value: string) => void;
}

export function PhoneField({ onChange, ...given }: Given) {
  return (
    <PlainTextField
      {...given}
      type="tel"
      autoComplete="tel"
      inputMode="tel"
      pattern="\+?[0-9 \-]{7,20}"
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

export function CodeField({ onChange, ...given }: Given) {
  return (
    <PlainTextField
      {...given}
      inputMode="numeric"
      autoComplete="one-time-code"
      pattern="[0-9]{6}"
      maxLength={6}
      onChange={(event) => onChange(event.target.value.trim())}
    />
  );
}
