import { Archive, Copy, Ellipsis, Eye, Pencil, Plus, Trash2 } from 'lucide-react'
import { Button, ButtonLink, IconButton } from '../button.tsx'
import { CopyButton } from '../copy-button.tsx'
import { ConfirmDialog, Dialog, DialogClose } from '../dialog.tsx'
import { Field, Fieldset } from '../field.tsx'
import { Checkbox, Input, PasswordInput, Radio, Select, Switch, Textarea } from '../input.tsx'
import { Kbd } from '../kbd.tsx'
import { Menu, MenuItem, MenuSeparator } from '../menu.tsx'
import { Section } from '../page.tsx'
import { SearchInput } from '../search-input.tsx'
import { longTitle } from './samples.ts'

const line = 'flex flex-wrap items-center gap-3'

export function ControlSpecimens() {
  return (
    <>
      <Section title="Buttons">
        <div className="flex flex-col gap-4">
          {(['primary', 'secondary', 'quiet', 'danger'] as const).map((variant) => (
            <div key={variant} className={line}>
              <Button variant={variant}>Publish changes</Button>
              <Button variant={variant} icon={Plus}>
                Add lesson
              </Button>
              <Button variant={variant} busy>
                Publish changes
              </Button>
              <Button variant={variant} disabled>
                Publish changes
              </Button>
            </div>
          ))}
          <div className={line}>
            <Button variant="primary" size="lg">
              Start with the first lesson
            </Button>
            <ButtonLink to="/ui" icon={Eye} variant="quiet">
              View as student
            </ButtonLink>
            <Button size="sm">Small</Button>
            <IconButton label="Edit" icon={Pencil} />
            <IconButton label="Copy" icon={Copy} size="sm" />
            <CopyButton value="MADDER-7QK2" />
            <Kbd>⌘K</Kbd>
          </div>
        </div>
      </Section>
      <Section title="Fields">
        <div className="grid gap-x-10 gap-y-6 sm:grid-cols-2">
          <Field id="f-name" label="Course name" required>
            <Input defaultValue="Natural Dyeing, from Root to Cloth" />
          </Field>
          <Field id="f-sub" label="Subtitle" optional hint="One sentence, shown under the name.">
            <Input placeholder="From root to cloth" />
          </Field>
          <Field id="f-mail" label="E-mail" error="This address has no @. Write it like ines@example.com.">
            <Input type="email" defaultValue="ines.example.com" />
          </Field>
          <Field id="f-price" label="Price" hint="Students pay this once.">
            <Input prefix="$" suffix="USD" inputMode="decimal" defaultValue="240" />
          </Field>
          <Field id="f-pass" label="Password">
            <PasswordInput defaultValue="indigo-in-winter" autoComplete="new-password" />
          </Field>
          <Field id="f-state" label="Visibility">
            <Select defaultValue="published">
              <option value="published">Published</option>
              <option value="draft">Draft</option>
            </Select>
          </Field>
          <Field id="f-off" label="Address" hint="Set by your plan.">
            <Input disabled defaultValue="madderandweld.com" />
          </Field>
          <SearchInput label="Search students" shortcut="/" className="self-center" />
          <Field
            id="f-about"
            label="About"
            className="sm:col-span-2"
            error={['Longer than 2,000 characters.', 'The picture has no description.']}
          >
            <Textarea defaultValue={longTitle} />
          </Field>
          <Fieldset id="f-set" legend="Who may comment" hint="You can change this for one lesson.">
            <Radio name="who" label="Everyone who is enrolled" defaultChecked />
            <Radio name="who" label="Only this cohort" hint="Others can read along." />
            <Radio name="who" label="Nobody" disabled />
          </Fieldset>
          <div className="flex flex-col gap-4">
            <Checkbox label="Send a certificate at the end" defaultChecked />
            <Checkbox label="Offer it as a gift" hint="The buyer gets a code to pass on." />
            <Checkbox label="Needs a larger plan" disabled />
            <Switch label="Captions by default" defaultChecked />
            <Switch label="Download for offline" hint="Files are tied to the student." />
          </div>
        </div>
      </Section>
      <Section title="Dialogs and menus">
        <div className={line}>
          <Dialog
            trigger={<Button>Rename…</Button>}
            title="Rename this course"
            text="Its address stays as it is."
            footer={
              <>
                <DialogClose asChild>
                  <Button>Cancel</Button>
                </DialogClose>
                <Button variant="primary">Rename</Button>
              </>
            }
          >
            <Field id="rename" label="Name">
              <Input defaultValue="Natural Dyeing" />
            </Field>
          </Dialog>
          <ConfirmDialog
            trigger={<Button>Delete…</Button>}
            thing="Natural Dyeing, from Root to Cloth"
            title="Delete this course for good?"
            text="412 students lose their access, and its films are erased. This cannot be undone."
            confirm="Delete course"
            typeName="Type the course’s name"
          />
          <Menu trigger={<IconButton label="More" icon={Ellipsis} />} align="start">
            <MenuItem icon={Pencil}>Rename</MenuItem>
            <MenuItem icon={Copy} aside={<Kbd>⌘D</Kbd>}>
              Duplicate
            </MenuItem>
            <MenuItem icon={Archive} disabled>
              Archive
            </MenuItem>
            <MenuSeparator />
            <MenuItem icon={Trash2} danger>
              Delete
            </MenuItem>
          </Menu>
        </div>
      </Section>
    </>
  )
}
