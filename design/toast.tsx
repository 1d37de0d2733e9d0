import './dialog.css';
import { CircleAlert, CircleCheck, Info, type LucideIcon, TriangleAlert, X } from 'lucide-react';
import {
  UNSTABLE_ToastRegion as AriaToastRegion,
  Text,
  UNSTABLE_Toast as Toast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
} from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { Button, IconButton } from './button.tsx';

type ToastTone = 'accent' | 'ok' | 'warn' | 'danger';

export interface ToastText {
  tone: ToastTone;
  title: string;
  description?: string;
  action?: { label: string; run: () => void };
}

const icons: Record<ToastTone, LucideIcon> = {
  accent: Info,
  ok: CircleCheck,
  warn: TriangleAlert,
  danger: CircleAlert,
};
const queue = new ToastQueue<ToastText>({ maxVisibleToasts: 3 });

/**
 * Shows a short notice in the corner. Good news leaves after 5 s; trouble, and what can be acted on, stays until closed.
 * @returns closes it
 */
export function showToast(toast: ToastText): () => void {
  const stays = toast.tone === 'danger' || toast.action !== undefined;
  const key = queue.add(toast, stays ? {} : { timeout: 5_000 });
  return () => queue.close(key);
}

/** The corner where toasts appear; once per app. F6 moves the focus there. */
export function ToastRegion() {
  const { t } = useTranslation('design');
  return (
    <AriaToastRegion queue={queue} className="oc-toasts" aria-label={t('notifications')}>
      {({ toast }) => {
        const { tone, title, description, action } = toast.content;
        const Icon = icons[tone];
        return (
          <Toast toast={toast} className="oc-toast" data-tone={tone}>
            <Icon aria-hidden />
            <ToastContent className="oc-toast-words">
              <Text slot="title" className="oc-strong">
                {title}
              </Text>
              {description && (
                <Text slot="description" className="oc-option-note">
                  {description}
                </Text>
              )}
            </ToastContent>
            {action && (
              <Button
                size="small"
                onPress={() => {
                  action.run();
                  queue.close(toast.key);
                }}
              >
                {action.label}
              </Button>
            )}
            <IconButton slot="close" icon={X} label={t('close')} size="small" />
          </Toast>
        );
      }}
    </AriaToastRegion>
  );
}
