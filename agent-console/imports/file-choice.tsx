// A button that lets somebody choose a file.
import type { LucideIcon } from 'lucide-react';
import { useRef } from 'react';
import { Button } from '../../design/index.ts';

/** @param shown what the button says, where that is not its label: the file that was chosen */
export function FileChoice({
  label,
  shown = label,
  accept,
  icon,
  variant,
  isPending,
  isDisabled = false,
  onChoose,
}: {
  label: string;
  shown?: string | undefined;
  accept: string;
  icon: LucideIcon;
  variant?: 'primary';
  isPending: boolean;
  isDisabled?: boolean;
  onChoose: (file: File) => void;
}) {
  const chooser = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button
        {...(variant && { variant })}
        icon={icon}
        isPending={isPending}
        isDisabled={isDisabled}
        onPress={() => chooser.current?.click()}
      >
        {shown}
      </Button>
      <input
        ref={chooser}
        type="file"
        hidden
        accept={accept}
        aria-label={label}
        onChange={({ target }) => {
          const [file] = target.files ?? [];
          // The same file again, mended, is a choice, too.
          target.value = '';
          if (file) onChoose(file);
        }}
      />
    </>
  );
}
