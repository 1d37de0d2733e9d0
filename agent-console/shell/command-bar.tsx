import './shell.css';
import { Search } from 'lucide-react';
import {
  Autocomplete,
  Dialog,
  Group,
  Header,
  Input,
  ListBox,
  ListBoxItem,
  ListBoxSection,
  Modal,
  ModalOverlay,
  SearchField,
  useFilter,
} from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { Kbd } from '../../design/index.ts';
import type { Action } from '../actions/action.ts';
import { useActionLabel } from '../actions/label.ts';
import { isAllowed, useActionList } from '../actions/registry.ts';

/** Every action that can be taken now, found by its words or its id. */
export default function CommandBar({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('shell');
  const labelOf = useActionLabel();
  const { contains } = useFilter({ sensitivity: 'base' });
  const actions = useActionList().filter((action) => isAllowed(action) && action.id !== 'app.command_bar');
  const groups = [
    { id: 'do', title: t('command.groupDo'), actions: actions.filter((action) => action.group !== 'go') },
    { id: 'go', title: t('command.groupGo'), actions: actions.filter((action) => action.group === 'go') },
  ].filter((group) => group.actions.length > 0);
  const take = (action: Action): void => {
    onClose();
    // After the dialog has given the focus back, so that an action may put it elsewhere.
    setTimeout(action.run, 0);
  };
  return (
    <ModalOverlay className="oc-scrim" isOpen onOpenChange={onClose} isDismissable>
      <Modal className="oc-modal" data-size="medium">
        <Dialog className="oc-dialog" aria-label={t('command.title')}>
          <div className="command">
            <Autocomplete filter={contains}>
              <SearchField aria-label={t('command.placeholder')} autoFocus>
                <Group className="oc-input-group">
                  <Search aria-hidden />
                  <Input className="oc-input" placeholder={t('command.placeholder')} />
                </Group>
              </SearchField>
              <ListBox
                className="oc-options"
                aria-label={t('command.title')}
                onAction={(key) => {
                  const action = actions.find((each) => each.id === key);
                  if (action) take(action);
                }}
                renderEmptyState={() => <p className="oc-options-none">{t('command.none')}</p>}
              >
                {groups.map((group) => (
                  <ListBoxSection key={group.id} id={group.id}>
                    <Header className="oc-options-title">{group.title}</Header>
                    {group.actions.map((action) => (
                      <ListBoxItem
                        key={action.id}
                        id={action.id}
                        className="oc-option"
                        textValue={`${labelOf(action)} ${action.id}`}
                        aria-label={labelOf(action)}
                      >
                        <span className="oc-option-words">{labelOf(action)}</span>
                        {action.shortcut && <Kbd keys={action.shortcut} />}
                      </ListBoxItem>
                    ))}
                  </ListBoxSection>
                ))}
              </ListBox>
            </Autocomplete>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
