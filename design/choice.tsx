// Checkbox, radio group, switch.
import './field.css';
import { Check, Minus } from 'lucide-react';
import type { ReactNode } from 'react';
import {
  CheckboxGroup as AriaCheckboxGroup,
  type CheckboxGroupProps as AriaCheckboxGroupProps,
  RadioGroup as AriaRadioGroup,
  type RadioGroupProps as AriaRadioGroupProps,
  CheckboxButton,
  CheckboxField,
  type CheckboxFieldProps,
  RadioButton,
  RadioField,
  SwitchButton,
  SwitchField,
  type SwitchFieldProps,
} from 'react-aria-components';
import { classes } from './classes.ts';
import { type FieldFrame, FieldLabel, FieldNotes } from './field.tsx';

export interface CheckboxProps
  extends Omit<CheckboxFieldProps, 'className' | 'style' | 'children' | 'isInvalid'> {
  children: ReactNode;
  description?: string;
  error?: string | undefined;
}

/** A checkbox; the label beside it is part of the target. */
export function Checkbox({ children, description, error, ...rest }: CheckboxProps) {
  return (
    <CheckboxField {...rest} isInvalid={error !== undefined} className="oc-field">
      <CheckboxButton className="oc-tick">
        {({ isIndeterminate }) => (
          <>
            <span className="oc-box">{isIndeterminate ? <Minus aria-hidden /> : <Check aria-hidden />}</span>
            <span>{children}</span>
          </>
        )}
      </CheckboxButton>
      <FieldNotes {...(description && { description })} error={error} />
    </CheckboxField>
  );
}

export interface Choice {
  id: string;
  label: string;
  isDisabled?: boolean;
}

export interface CheckboxGroupProps
  extends Omit<AriaCheckboxGroupProps, 'className' | 'style' | 'children' | 'isInvalid'>,
    FieldFrame {
  options: readonly Choice[];
  orientation?: 'horizontal' | 'vertical';
}

/** Several of a few. `value` is the list of ids. */
export function CheckboxGroup({
  label,
  isLabelHidden,
  description,
  error,
  options,
  orientation = 'vertical',
  className,
  ...rest
}: CheckboxGroupProps) {
  return (
    <AriaCheckboxGroup {...rest} isInvalid={error !== undefined} className={classes('oc-field', className)}>
      <FieldLabel label={label} isRequired={rest.isRequired} isHidden={isLabelHidden} />
      <div className="oc-ticks" data-orientation={orientation}>
        {options.map((option) => (
          <CheckboxField key={option.id} value={option.id} isDisabled={option.isDisabled === true}>
            <CheckboxButton className="oc-tick">
              <span className="oc-box">
                <Check aria-hidden />
              </span>
              <span>{option.label}</span>
            </CheckboxButton>
          </CheckboxField>
        ))}
      </div>
      <FieldNotes {...(description && { description })} error={error} />
    </AriaCheckboxGroup>
  );
}

export interface RadioGroupProps
  extends Omit<AriaRadioGroupProps, 'className' | 'style' | 'children' | 'isInvalid'>,
    FieldFrame {
  options: readonly Choice[];
}

/** One of a few that should all be seen. For many, use Select or ComboBox. */
export function RadioGroup({
  label,
  isLabelHidden,
  description,
  error,
  options,
  className,
  ...rest
}: RadioGroupProps) {
  return (
    <AriaRadioGroup {...rest} isInvalid={error !== undefined} className={classes('oc-field', className)}>
      <FieldLabel label={label} isRequired={rest.isRequired} isHidden={isLabelHidden} />
      <div className="oc-ticks" data-orientation={rest.orientation ?? 'vertical'}>
        {options.map((option) => (
          <RadioField key={option.id} value={option.id} isDisabled={option.isDisabled === true}>
            <RadioButton className="oc-tick">
              <span className="oc-box" data-kind="radio" />
              <span>{option.label}</span>
            </RadioButton>
          </RadioField>
        ))}
      </div>
      <FieldNotes {...(description && { description })} error={error} />
    </AriaRadioGroup>
  );
}

export interface SwitchProps extends Omit<SwitchFieldProps, 'className' | 'style' | 'children'> {
  children: ReactNode;
}

/** Something that is on or off at once, without saving. */
export function Switch({ children, ...rest }: SwitchProps) {
  return (
    <SwitchField {...rest}>
      <SwitchButton className="oc-tick">
        <span className="oc-box" data-kind="switch" />
        <span>{children}</span>
      </SwitchButton>
    </SwitchField>
  );
}
