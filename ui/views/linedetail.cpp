#include "ui/views/linedetail.h"

#include "app/query/valuefilter.h"
#include "ui/casesession.h"
#include "ui/convert.h"
#include "ui/numbertext.h"
#include "ui/plaintext.h"
#include "ui/theme.h"
#include "ui/timetext.h"
#include "ui/windowstyle.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace faultline {

namespace {

constexpr qsizetype longestShown = 16'000;    // a line of a megabyte would stall the text layout
constexpr int conditionRole = Qt::UserRole;
constexpr int valueRole = Qt::UserRole + 1;

QString valueText(const RecordField& field, const TimeZone& zone)
{
    const FieldInfo& info = infoOf(field.field);
    if (field.isText)
        return shownText(field.text);
    switch (info.type) {
    case FieldType::Nanoseconds: return secondsText(static_cast<double>(field.number) / 1e9);
    case FieldType::Bytes: return bytesText(static_cast<double>(field.number));
    case FieldType::Time:
        return field.field == Field::LocalTime ? toQString(field.text) : instantWithZone(timestampFrom(field.number), zone, TimeDetail::Millisecond);
    case FieldType::Integer:
    case FieldType::Dictionary:
    case FieldType::Text: break;
    }
    return shownText(field.text);
}

/// "" for fields that no filter should ask for.
std::string conditionOf(const RecordField& field)
{
    const FieldInfo& info = infoOf(field.field);
    if (info.type == FieldType::Time || field.field == Field::TimeBasis)
        return {};
    return std::string(info.name) + " = " + (field.isText ? quotedFilterValue(field.text) : field.text);
}

}    // namespace

LineDetail::LineDetail(CaseSession& session, const Theme& theme, QWidget* parent) : QWidget(parent), m_session(session), m_theme(theme)
{
    m_place = new QLabel(this);
    m_place->setAccessibleName(tr("Line"));
    m_place->setTextFormat(Qt::PlainText);
    m_place->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_note = new QLabel(this);
    m_note->setAccessibleName(tr("Line"));
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    m_note->setForegroundRole(QPalette::PlaceholderText);
    m_line = new QPlainTextEdit(this);
    m_line->setReadOnly(true);
    m_line->setAccessibleName(tr("Untouched line"));
    m_line->setFont(theme.monospace());
    m_line->setLineWrapMode(QPlainTextEdit::WidgetWidth);
    m_line->setWordWrapMode(QTextOption::WrapAnywhere);
    m_line->setTabChangesFocus(true);
    m_line->setMaximumHeight(QFontMetrics(theme.monospace()).lineSpacing() * 6 + 12);
    m_fields = new QTreeWidget(this);
    m_fields->setAccessibleName(tr("Fields of the line"));
    m_fields->setColumnCount(3);
    m_fields->setHeaderHidden(true);
    m_fields->setRootIsDecorated(false);
    m_fields->setUniformRowHeights(true);
    m_fields->setFrameShape(QFrame::NoFrame);
    m_fields->header()->setStretchLastSection(false);
    m_fields->header()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    m_fields->header()->setSectionResizeMode(1, QHeaderView::Stretch);
    m_fields->header()->setSectionResizeMode(2, QHeaderView::ResizeToContents);
    const auto link = [this](const QString& text, const QString& name) {
        auto* button = new QPushButton(text, this);
        button->setAccessibleName(name);
        setLook(button, ButtonLook::Link);
        return button;
    };
    m_add = link(tr("Add to Timeline"), tr("Add this line to the timeline"));
    m_copy = link(tr("Copy"), tr("Copy the untouched line"));
    auto* close = link(tr("Close"), tr("Close the fields of the line"));
    auto* top = new QHBoxLayout;
    top->setSpacing(4);
    top->addWidget(m_place, 1);
    top->addWidget(m_add);
    top->addWidget(m_copy);
    top->addWidget(close);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 4, 8, 4);
    column->setSpacing(4);
    column->addLayout(top);
    column->addWidget(m_line);
    column->addWidget(m_note);
    column->addWidget(m_fields, 1);
    setFocusProxy(m_fields);
    m_fields->installEventFilter(this);
    m_line->installEventFilter(this);
    connect(m_add, &QPushButton::clicked, this, &LineDetail::addRequested);
    connect(m_copy, &QPushButton::clicked, this, [this] {
        if (m_loaded.line)
            QApplication::clipboard()->setText(toQString(*m_loaded.line));
    });
    connect(close, &QPushButton::clicked, this, &LineDetail::closed);
    connect(&theme, &Theme::changed, this, [this] { m_line->setFont(m_theme.monospace()); });
}

void LineDetail::clear()
{
    m_record.reset();
    m_loaded = {};
    m_place->clear();
    m_line->clear();
    m_fields->clear();
    m_note->hide();
}

void LineDetail::show(const RecordReference& record)
{
    if (m_record && *m_record == record)
        return;
    m_record = record;
    m_session.query<Loaded>(
        this, QStringLiteral("detail"),
        [record](CaseQueries& queries, const TaskControl& control) -> Result<Loaded> {
            auto lines = recordLines(queries.reader, {record}, control);
            if (!lines)
                return lines.error();
            auto fields = recordFields(queries.segments, record);
            if (!fields)
                return fields.error();
            return Loaded{std::move(lines->front()), std::move(*fields)};
        },
        [this](Result<Loaded> loaded) {
            if (loaded)
                take(*loaded);
            else
                m_session.report(loaded.error());
        });
}

void LineDetail::take(const Loaded& loaded)
{
    m_loaded = loaded;
    const Source* source = m_session.contents().source(m_record->sourceId);
    m_place->setText((source ? shownText(source->name, 200) : QString::number(m_record->sourceId)) + QLatin1Char(':')
                     + QString::number(m_record->line));
    QString note;
    if (!loaded.line)
        note = tr("The source was imported without its lines; these are the fields that were read of it.");
    else if (static_cast<qsizetype>(loaded.line->size()) > longestShown)
        note = tr("The beginning of %1; Copy takes all of it.").arg(bytesText(static_cast<double>(loaded.line->size())));
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
    m_line->setVisible(loaded.line.has_value());
    m_copy->setEnabled(loaded.line.has_value());
    m_line->setPlainText(loaded.line ? shownText(*loaded.line, longestShown) : QString());
    m_fields->clear();
    for (const RecordField& field : loaded.fields) {
        auto* item = new QTreeWidgetItem(m_fields);
        item->setText(0, toQString(infoOf(field.field).title));
        item->setForeground(0, m_theme.colors().muted);
        item->setText(1, valueText(field, m_session.zone()));
        item->setFont(1, m_theme.monospace());
        item->setToolTip(1, plainToolTip(item->text(1)));
        item->setData(1, valueRole, toQString(field.text));
        const std::string condition = conditionOf(field);
        item->setData(0, conditionRole, toQString(condition));
        if (condition.empty())
            continue;
        auto* pair = new QWidget(m_fields);
        auto* row = new QHBoxLayout(pair);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(0);
        const auto add = [&](const QString& text, const QString& name, const QString& pattern) {
            auto* button = new QPushButton(text, pair);
            setLook(button, ButtonLook::Flat);
            button->setFocusPolicy(Qt::NoFocus);    // + and − do it from the list
            button->setAccessibleName(name);
            button->setToolTip(plainToolTip(name));
            connect(button, &QPushButton::clicked, this, [this, item, pattern] { filterBy(item, pattern); });
            row->addWidget(button);
        };
        add(QStringLiteral("+"), tr("Filter to this value (+)"), QStringLiteral("%1"));
        add(QStringLiteral("−"), tr("Leave this value out (-)"), QStringLiteral("not (%1)"));
        m_fields->setItemWidget(item, 2, pair);
    }
    if (m_fields->topLevelItemCount() > 0)
        m_fields->setCurrentItem(m_fields->topLevelItem(0));
}

void LineDetail::filterBy(const QTreeWidgetItem* item, const QString& pattern)
{
    const QString condition = item ? item->data(0, conditionRole).toString() : QString();
    if (!condition.isEmpty())
        m_session.addChip(pattern.arg(condition));
}

void LineDetail::copy()
{
    const QTreeWidgetItem* item = m_fields->currentItem();
    if (m_fields->hasFocus() && item)
        QApplication::clipboard()->setText(item->data(1, valueRole).toString());
    else if (m_loaded.line)
        QApplication::clipboard()->setText(toQString(*m_loaded.line));
}

/// The list of fields would take + and − for folding.
bool LineDetail::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent*>(event)->key();    // NOLINT: told by its type
    if (key == Qt::Key_Escape)
        emit closed();
    else if (watched == m_fields && (key == Qt::Key_Plus || key == Qt::Key_Minus))
        filterBy(m_fields->currentItem(), key == Qt::Key_Plus ? QStringLiteral("%1") : QStringLiteral("not (%1)"));
    else
        return QWidget::eventFilter(watched, event);
    return true;
}

}    // namespace faultline
