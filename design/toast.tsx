import './dialog.css';
import { CircleAlert, CircleCheck, Info, type LucideIcon, TriangleAlert, X } from 'lucide-react';
import {
  UNSTABLE_ToastRegion as AriaToastRegion,
  Text,
  UNSTABLE_Toast as Toast,
  UNSTABLE_ToastContent as ToastContent,
} from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { Button, IconButton } from './button.tsx';
import { type ToastTone, toastQueue } from './toast-queue.ts';

const icons: Record<ToastTone, LucideIcon> = {
  accent: Info,
  ok: CircleCheck,
  warn: TriangleAlert,
  danger: CircleAlert,
};

/** The corner where toasts appear; once per app, loaded apart. F6 moves the focus there. */
export default function ToastRegion() {
  const { t } = useTranslation('design');
  return (
    <AriaToastRegion queue={toastQueue} className="oc-toasts" aria-label={t('notifications')}>
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
                  toastQueue.close(toast.key);
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
