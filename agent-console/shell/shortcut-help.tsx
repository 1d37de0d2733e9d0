import './shell.css';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog, Kbd, Stack, Switch } from '../../design/index.ts';
import { useActionLabel } from '../actions/label.ts';
import { isAllowed, useActionList } from '../actions/registry.ts';
import { setSingleKeys, singleKeysAreOn } from '../actions/shortcuts.ts';

/** Every shortcut that works now, and the switch for single keys. */
export default function ShortcutHelp({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('shell');
  const labelOf = useActionLabel();
  const [isOn, setOn] = useState(singleKeysAreOn);
  // What can be done here stands before where one can go.
  const actions = useActionList()
    .filter((action) => action.shortcut !== undefined && isAllowed(action))
    .toSorted((one, other) => Number(one.group === 'go') - Number(other.group === 'go'));
  return (
    <Dialog title={t('help.title')} size="large" isOpen onOpenChange={onClose}>
      {actions.length === 0 && <p className="oc-quiet">{t('help.none')}</p>}
      <ul className="help-list">
        {actions.map((action) => (
          <li key={action.id}>
            <span>{labelOf(action)}</span>
            <Kbd keys={action.shortcut ?? ''} />
          </li>
        ))}
      </ul>
      <Stack gap={1}>
        <Switch
          isSelected={isOn}
          onChange={(next) => {
            setSingleKeys(next);
            setOn(next);
          }}
        >
          {t('help.singleKeys')}
        </Switch>
        <p className="oc-help">{t('help.singleKeysNote')}</p>
      </Stack>
    </Dialog>
  );
}
