import { Ellipsis, FileText, Play } from 'lucide-react'
import { Avatar } from '../avatar.tsx'
import { IconButton } from '../button.tsx'
import { Chip } from '../chip.tsx'
import { Cover } from '../cover.tsx'
import { Row, Rows } from '../list.tsx'
import { Mark } from '../mark.tsx'
import { Money } from '../money.tsx'
import { Section } from '../page.tsx'
import { Pagination } from '../pagination.tsx'
import { type Column, Table } from '../table.tsx'
import { TabLinks } from '../tabs.tsx'
import { Duration, RelativeTime } from '../time.tsx'
import { galleryNow } from './now.ts'
import { longTitle, orders, school } from './samples.ts'

type Order = (typeof orders)[number]

const columns: Column<Order>[] = [
  { id: 'student', head: 'Student', names: true, cell: (order) => order.student },
  { id: 'course', head: 'Course', cell: (order) => <span className="line-clamp-2">{order.course}</span> },
  { id: 'state', head: 'State', cell: (order) => <Chip tone={order.tone}>{order.state}</Chip> },
  { id: 'at', head: 'When', sort: { to: '/ui?sort=at', now: 'descending' }, cell: (order) => <RelativeTime at={galleryNow + order.at} /> },
  {
    id: 'amount',
    head: 'Amount',
    numeric: true,
    sort: { to: '/ui?sort=amount' },
    cell: (order) => <Money amount={order.amount} currency="USD" />,
  },
]

export function DataSpecimens() {
  return (
    <>
      <Section title="Tabs">
        <TabLinks
          label="Course"
          tabs={[
            { to: '/ui', label: 'Curriculum' },
            { to: '/ui/details', label: 'Details' },
            { to: '/ui/students', label: 'Students', count: 412 },
            { to: '/ui/codes', label: 'Access codes' },
            { to: '/ui/insights', label: 'Insights' },
          ]}
        />
      </Section>
      <Section title="Rows" aside="3 lessons · 42 min">
        <Rows>
          <Row
            lead={<Play size={18} className="text-muted" />}
            title="What a mordant really does"
            aside={
              <>
                <Chip>Free preview</Chip>
                <Duration seconds={552} />
              </>
            }
          />
          <Row
            lead={<FileText size={18} className="text-muted" />}
            title={longTitle}
            text="Encoding 1080p · 62 % · 2 min left"
            aside={<Duration seconds={4080} />}
          />
          <Row
            lead={<Avatar name="Ines Bakker" />}
            title="Ines Bakker"
            text="Lesson 6 · 7:42"
            aside={<IconButton label="More about Ines Bakker" icon={Ellipsis} />}
          />
        </Rows>
      </Section>
      <Section title="Table">
        <Table label="Orders" columns={columns} rows={orders} rowKey={(order) => order.id} />
        <Pagination page={3} pages={9} to={(page) => `/ui?page=${page}`} summary="41–60 of 1,284" />
      </Section>
      <Section title="Covers, marks, people">
        <div className="grid grid-cols-2 gap-5 sm:grid-cols-4">
          {['course_a', 'course_b', 'course_c', 'course_d', 'course_e', 'course_f', 'course_g', 'course_h'].map((id) => (
            <Cover key={id} id={id} />
          ))}
        </div>
        <div className="mt-6 flex flex-wrap items-center gap-4">
          <Mark {...school} size="sm" />
          <Mark {...school} />
          <Mark {...school} size="lg" />
          <Avatar name="Mara Okafor" />
          <Avatar name="Aiko" size="md" />
          <Avatar name="Tomás Ortega" size="lg" />
          <Money amount={124050} currency="EUR" locale="de" />
          <Money amount={1200} currency="JPY" />
        </div>
      </Section>
    </>
  )
}
