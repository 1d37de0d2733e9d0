import './dialog.css';
import './pick.css';
import { X } from 'lucide-react';
import { type FormEvent, type ReactElement, type ReactNode, useId, useState } from 'react';
import {
  Dialog as AriaDialog,
  Popover as AriaPopover,
  type PopoverProps as AriaPopoverProps,
  DialogTrigger,
  Heading,
  Modal,
  ModalOverlay,
} from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { Button, IconButton } from './button.tsx';

export interface DialogProps {
  title: string;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  size?: 'small' | 'medium' | 'large';
  /** Buttons, the main one last. */
  footer?: ReactNode;
  /** Whether a click beside it or Escape closes it; false while something is being written. */
  isDismissable?: boolean;
  /** Nothing has been written yet: Escape closes it all the same. */
  isUntouched?: boolean;
  children: ReactNode;
}

/** What is written. What is looked for, and a switch that counts at once, is no work that could be lost. */
const writing =
  'textarea, input:not([type="search"], [type="checkbox"], [type="radio"], [type="range"], [role="combobox"])';

/** A modal dialog, held open by the caller's state. Once something is written in it, only its buttons close it. */
export function Dialog({
  title,
  isOpen,
  onOpenChange,
  size = 'medium',
  footer,
  isDismissable = true,
  isUntouched = false,
  children,
}: DialogProps) {
  const { t } = useTranslation('design');
  const [isWritten, setWritten] = useState(false);
  if (!isOpen && isWritten) setWritten(false);
  const note = ({ target }: FormEvent): void => {
    if (target instanceof Element && target.matches(writing)) setWritten(true);
  };
  return (
    <ModalOverlay
      className="oc-scrim"
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      isDismissable={isDismissable && !isWritten}
      isKeyboardDismissDisabled={isDismissable ? isWritten : !isUntouched}
    >
      <Modal className="oc-modal" data-size={size}>
        <AriaDialog className="oc-dialog">
          <header className="oc-dialog-head">
            <Heading slot="title" className="oc-title">
              {title}
            </Heading>
            {isDismissable && (
              <IconButton icon={X} label={t('close')} size="small" onPress={() => onOpenChange(false)} />
            )}
          </header>
          <div className="oc-dialog-body" onInput={note}>
            {children}
          </div>
          {footer && <footer className="oc-dialog-foot">{footer}</footer>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

export interface AskDialogProps {
  title: string;
  /** The verb of what happens, never "OK". */
  confirmLabel: string;
  isPending: boolean;
  /** Enter in a line confirms, too. What is missing is said at its field. */
  onConfirm: () => void;
  onClose: () => void;
  /** The fields. */
  children: ReactNode;
}

/** Asks for what a step needs: a reason, a date, a number. The caller closes it when the step is done. */
export function AskDialog({ title, confirmLabel, isPending, onConfirm, onClose, children }: AskDialogProps) {
  const { t } = useTranslation('design');
  const formId = useId();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!isPending) onConfirm();
  };
  return (
    <Dialog
      title={title}
      isOpen
      onOpenChange={onClose}
      size="small"
      footer={
        <>
          <Button onPress={onClose}>{t('cancel')}</Button>
          <Button type="submit" form={formId} variant="primary" isPending={isPending}>
            {confirmLabel}
          </Button>
        </>
      }
    >
      <form id={formId} noValidate onSubmit={submit}>
        {children}
      </form>
    </Dialog>
  );
}

export interface AlertDialogProps {
  title: string;
  /** What will happen. */
  children: ReactNode;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  /** The verb of what happens, never "OK". */
  confirmLabel: string;
  cancelLabel?: string;
  isDanger?: boolean;
  isPending?: boolean;
  onConfirm: () => void;
}

/** Asks before something that cannot be undone. The caller closes it when it is done. */
export function AlertDialog({
  title,
  children,
  isOpen,
  onOpenChange,
  confirmLabel,
  cancelLabel,
  isDanger,
  isPending = false,
  onConfirm,
}: AlertDialogProps) {
  const { t } = useTranslation('design');
  return (
    <ModalOverlay className="oc-scrim" isOpen={isOpen} onOpenChange={onOpenChange}>
      <Modal className="oc-modal" data-size="small">
        <AriaDialog className="oc-dialog" role="alertdialog">
          <header className="oc-dialog-head">
            <Heading slot="title" className="oc-title">
              {title}
            </Heading>
          </header>
          <div className="oc-dialog-body oc-quiet">{children}</div>
          <footer className="oc-dialog-foot">
            <Button autoFocus={isDanger === true} onPress={() => onOpenChange(false)}>
              {cancelLabel ?? t('cancel')}
            </Button>
            <Button variant={isDanger ? 'danger' : 'primary'} isPending={isPending} onPress={onConfirm}>
              {confirmLabel}
            </Button>
          </footer>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

export interface PopoverProps {
  /** The accessible name. */
  label: string;
  /** A Button or an IconButton. */
  trigger: ReactElement;
  placement?: NonNullable<AriaPopoverProps['placement']>;
  children: ReactNode | ((close: () => void) => ReactNode);
}

/** A small panel beside its button. */
export function Popover({ label, trigger, placement = 'bottom start', children }: PopoverProps) {
  return (
    <DialogTrigger>
      {trigger}
      <AriaPopover className="oc-popover" placement={placement} offset={4}>
        <AriaDialog className="oc-popover-body" aria-label={label}>
          {({ close }) => (typeof children === 'function' ? children(close) : children)}
        </AriaDialog>
      </AriaPopover>
    </DialogTrigger>
  );
}
