// Type, colour, buttons, fields, choices, overlays.
import { Ellipsis, FileClock, MapPin, MicOff, Phone, Printer, Send, Timer, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  AlertDialog,
  Button,
  Checkbox,
  CheckboxGroup,
  ComboBox,
  Dialog,
  FormField,
  IconButton,
  IconToggle,
  Kbd,
  Menu,
  Popover,
  RadioGroup,
  Row,
  SearchField,
  Select,
  Stack,
  Switch,
  showToast,
  TextArea,
  TextField,
  Toolbar,
  ToolbarDivider,
} from '../../design/index.ts';
import { Section } from './section.tsx';

const styles = ['display', 'heading', 'title', 'body', 'small', 'micro'] as const;
const swatches = [
  'canvas',
  'surface',
  'sunken',
  'hover',
  'line',
  'line-strong',
  'text',
  'text-quiet',
  'text-faint',
  'accent',
  'accent-text',
  'accent-soft',
  'selected',
  'ok',
  'ok-soft',
  'warn',
  'warn-soft',
  'danger',
  'danger-soft',
  'danger-fill',
  'focus',
];

export function Foundations() {
  const { t } = useTranslation('showcase');
  return (
    <>
      <Section title={t('sections.type')}>
        <Stack gap={3}>
          {styles.map((style) => (
            <p key={style} className={style === 'body' ? undefined : `oc-${style}`}>
              {t(`type.${style}`)}
            </p>
          ))}
        </Stack>
      </Section>
      <Section title={t('sections.colour')}>
        <ul className="swatches">
          {swatches.map((name) => (
            <li key={name}>
              <span style={{ background: `var(--${name})` }} />
              {name}
            </li>
          ))}
        </ul>
      </Section>
    </>
  );
}

export function Buttons() {
  const { t } = useTranslation('showcase');
  const [isMuted, setMuted] = useState(true);
  return (
    <Section title={t('sections.buttons')}>
      <Stack gap={4}>
        <Row wraps>
          <Button variant="primary" icon={Send}>
            {t('button.primary')}
          </Button>
          <Button>{t('button.secondary')}</Button>
          <Button variant="quiet" icon={FileClock}>
            {t('button.quiet')}
          </Button>
          <Button variant="danger">{t('button.danger')}</Button>
          <Button isDisabled>{t('button.disabled')}</Button>
          <Button variant="primary" isPending>
            {t('button.pending')}
          </Button>
        </Row>
        <Row wraps>
          <Button size="small">{t('button.small')}</Button>
          <Button variant="primary" size="large" icon={Phone}>
            {t('button.large')}
          </Button>
          <Toolbar label={t('overlay.menu')}>
            <IconButton icon={Phone} label={t('button.call')} shortcut="mod+shift+c" />
            <IconToggle icon={MicOff} label={t('button.mute')} isSelected={isMuted} onChange={setMuted} />
            <ToolbarDivider />
            <IconButton icon={Ellipsis} label={t('button.more')} />
            <IconButton icon={Printer} label={t('overlay.print')} isDisabled />
          </Toolbar>
          <Kbd keys="mod+k" />
          <Kbd keys="g d" />
        </Row>
        <Button variant="primary" isWide>
          {t('button.wide')}
        </Button>
      </Stack>
    </Section>
  );
}

export function Fields() {
  const { t } = useTranslation('showcase');
  const kinds = (['complaint', 'help', 'inquiry', 'report'] as const).map((id) => ({
    id,
    label: t(`kind.${id}`),
  }));
  const urgencies = (['ordinary', 'urgent', 'emergency'] as const).map((id) => ({
    id,
    label: t(`urgency.${id}`),
  }));
  const departments = [
    { id: 'housing', label: t('department.housing'), search: 'zfhjsj zjj' },
    { id: 'environment', label: t('department.environment'), search: 'sthjj' },
    { id: 'traffic', label: t('department.traffic'), search: 'jtysj' },
    { id: 'police', label: t('department.police'), search: 'gaj' },
    { id: 'health', label: t('department.health'), search: 'wsjkwyh wjw' },
  ];
  return (
    <>
      <Section title={t('sections.fields')}>
        <div className="showcase-grid">
          <TextField
            label={t('field.title')}
            description={t('field.titleNote')}
            defaultValue={t('field.titleValue')}
            isRequired
          />
          <TextField
            label={t('field.phone')}
            defaultValue={t('field.phoneValue')}
            error={t('field.phoneError')}
            inputMode="tel"
          />
          <TextField label={t('field.place')} placeholder={t('field.placePlaceholder')} icon={MapPin} />
          <TextField label={t('field.disabled')} defaultValue="SZ20261124000123" isDisabled />
          <Select label={t('field.kind')} options={kinds} defaultValue="complaint" />
          <ComboBox
            label={t('field.department')}
            description={t('field.departmentNote')}
            options={departments}
            defaultValue="housing"
          />
          <Select label={t('field.urgency')} options={urgencies} />
          <SearchField label={t('field.search')} />
          <FormField label={t('field.own')}>
            {(control) => <input {...control} className="oc-input" defaultValue="SZ2026" />}
          </FormField>
          <TextArea label={t('field.text')} defaultValue={t('type.body')} />
        </div>
      </Section>
      <Section title={t('sections.choices')}>
        <div className="showcase-grid">
          <Stack gap={1}>
            <Checkbox defaultSelected>{t('field.agree')}</Checkbox>
            <Checkbox isIndeterminate>{t('field.all')}</Checkbox>
            <Checkbox description={t('field.sealedNote')}>{t('field.sealed')}</Checkbox>
            <Checkbox isDisabled>{t('button.disabled')}</Checkbox>
          </Stack>
          <RadioGroup
            label={t('field.urgency')}
            options={urgencies}
            defaultValue="urgent"
            orientation="horizontal"
          />
          <CheckboxGroup label={t('field.channels')} options={kinds} defaultValue={['help']} />
          <Stack gap={1}>
            <Switch defaultSelected>{t('field.sound')}</Switch>
            <Switch>{t('field.sealed')}</Switch>
            <Switch isDisabled>{t('button.disabled')}</Switch>
          </Stack>
        </div>
      </Section>
    </>
  );
}

export function Overlays() {
  const { t } = useTranslation('showcase');
  const [front, setFront] = useState<'dialog' | 'alert' | null>(null);
  const close = (): void => setFront(null);
  return (
    <Section title={t('sections.overlays')}>
      <Row wraps>
        <Button onPress={() => setFront('dialog')}>{t('overlay.dialog')}</Button>
        <Button onPress={() => setFront('alert')}>{t('overlay.alert')}</Button>
        <Popover label={t('overlay.popover')} trigger={<Button>{t('overlay.popover')}</Button>}>
          {t('overlay.popoverText')}
        </Popover>
        <Menu
          label={t('overlay.menu')}
          trigger={<Button icon={Ellipsis}>{t('overlay.menu')}</Button>}
          groups={[
            {
              id: 'flow',
              title: t('overlay.menuFlow'),
              items: [
                { id: 'accept', label: t('overlay.accept'), shortcut: 'a' },
                { id: 'extend', label: t('overlay.extend'), icon: Timer },
              ],
            },
            {
              id: 'rest',
              items: [
                { id: 'print', label: t('overlay.print'), icon: Printer, isDisabled: true },
                { id: 'return', label: t('overlay.return'), icon: Undo2, isDanger: true },
              ],
            },
          ]}
          onAction={() => showToast({ tone: 'ok', title: t('overlay.toastOkText') })}
        />
        <Button onPress={() => showToast({ tone: 'ok', title: t('overlay.toastOkText') })}>
          {t('overlay.toastOk')}
        </Button>
        <Button
          onPress={() =>
            showToast({
              tone: 'danger',
              title: t('overlay.toastBadText'),
              description: t('overlay.toastBadNote'),
            })
          }
        >
          {t('overlay.toastBad')}
        </Button>
      </Row>
      <Dialog
        title={t('overlay.dialogTitle')}
        isOpen={front === 'dialog'}
        onOpenChange={close}
        footer={
          <>
            <Button onPress={close}>{t('button.secondary')}</Button>
            <Button variant="primary" onPress={close}>
              {t('overlay.return')}
            </Button>
          </>
        }
      >
        <Stack gap={4}>
          <p className="oc-quiet">{t('overlay.dialogText')}</p>
          <TextArea label={t('field.text')} isRequired />
        </Stack>
      </Dialog>
      <AlertDialog
        title={t('overlay.alertTitle')}
        isOpen={front === 'alert'}
        onOpenChange={close}
        confirmLabel={t('overlay.return')}
        isDanger
        onConfirm={close}
      >
        {t('overlay.alertText')}
      </AlertDialog>
    </Section>
  );
}
