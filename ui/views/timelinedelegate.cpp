#include "ui/views/timelinedelegate.h"

#include "app/timeline/entryedit.h"
#include "ui/casesession.h"
#include "ui/convert.h"
#include "ui/models/timelinemodel.h"
#include "ui/theme.h"
#include "ui/views/entrytable.h"
#include "ui/views/titlelayout.h"

#include <QCompleter>
#include <QKeyEvent>
#include <QPainter>
#include <QComboBox>
#include <QTableView>

#include <algorithm>

namespace faultline {

namespace {

constexpr int verticalPadding = 4;
constexpr int widestEditedTime = 22;    // characters

TimelineModel::RowKind kindOf(const QModelIndex& index)
{
    return static_cast<TimelineModel::RowKind>(index.data(TimelineModel::KindRole).toInt());
}

bool isTime(const QModelIndex& index)
{
    return index.column() == TimelineModel::Clock || index.column() == TimelineModel::Written;
}

/// The first heading names the zone, and one behind a change of its offset.
bool isOtherZone(const QModelIndex& heading)
{
    const auto* model = qobject_cast<const TimelineModel*>(heading.model());
    const int before = model ? model->headingOf(heading.row() - 1) : -1;
    const auto zoneOf = [&](int row) { return model->index(row, TimelineModel::Title).data(TimelineModel::ZoneRole).toString(); };
    return before < 0 || zoneOf(before) != zoneOf(heading.row());
}

QStringList distinct(const std::vector<TimelineEntry>& entries, std::string TimelineEntry::*field)
{
    QStringList texts;
    for (const TimelineEntry& entry : entries)
        if (!(entry.*field).empty())
            texts << toQString(entry.*field);
    texts.removeDuplicates();
    texts.sort();
    return texts;
}

bool isEdited(const QStyleOptionViewItem& option, const QModelIndex& index)
{
    const auto* table = qobject_cast<const EntryTable*>(option.widget);
    return table && table->isEditing() && table->currentIndex() == index;
}

/// Completes the word behind the last comma.
class TagCompleter final : public QCompleter {
public:
    using QCompleter::QCompleter;
    QStringList splitPath(const QString& path) const override { return {path.section(QLatin1Char(','), -1).trimmed()}; }
    QString pathFromIndex(const QModelIndex& index) const override
    {
        const auto* editor = qobject_cast<const QLineEdit*>(widget());
        const QString text = editor ? editor->text() : QString();
        const qsizetype comma = text.lastIndexOf(QLatin1Char(','));
        return (comma < 0 ? QString() : text.left(comma + 1) + QLatin1Char(' ')) + index.data().toString();
    }
};

}    // namespace

TimelineDelegate::TimelineDelegate(CaseSession& session, const Theme& theme, QObject* parent)
    : QStyledItemDelegate(parent), m_session(session), m_theme(theme)
{
}

QFont TimelineDelegate::badgeFont() const
{
    QFont font = m_theme.smaller();
    font.setItalic(true);
    return font;
}

int TimelineDelegate::heightOf(const QModelIndex& title, int width, const QFont& font) const
{
    const int oneLine = QFontMetrics(font).height();
    if (kindOf(title) == TimelineModel::RowKind::Heading)
        return oneLine + 3 * verticalPadding;
    if (kindOf(title) == TimelineModel::RowKind::NewEntry)
        return oneLine + 2 * verticalPadding;
    const QStringList tags = m_tagPlace == TagPlace::Title ? title.data(TimelineModel::TagsRole).toStringList() : QStringList();
    return TitleLayout::of(title.data().toString(), tags, font, badgeFont(), width - 2 * padding).height + 2 * verticalPadding;
}

QSize TimelineDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const QFont font = isTime(index) ? m_theme.monospace() : option.font;
    const QFontMetrics metrics(font);
    const qsizetype longest = 60;
    return {metrics.horizontalAdvance(index.data().toString().left(longest)) + 2 * padding, metrics.height() + 2 * verticalPadding};
}

void TimelineDelegate::paintHeading(QPainter& painter, const QRect& rect, const QModelIndex& heading, const QFont& font,
                                    ZoneLabel label) const
{
    QFont bold = font;
    bold.setWeight(QFont::DemiBold);
    const QRect text = rect.adjusted(padding, 2 * verticalPadding, -padding, -verticalPadding);
    const QString zone =
        label == ZoneLabel::Shown ? heading.siblingAtColumn(TimelineModel::Title).data(TimelineModel::ZoneRole).toString() : QString();
    const QFontMetrics small(m_theme.smaller());
    const int zoneWidth = small.horizontalAdvance(zone) + padding;
    painter.setFont(bold);
    painter.setPen(m_theme.colors().muted);
    const QString day = heading.siblingAtColumn(TimelineModel::Title).data().toString();
    painter.drawText(text, Qt::AlignLeft | Qt::AlignVCenter,
                     QFontMetrics(bold).elidedText(day, Qt::ElideRight, text.width() - zoneWidth));
    painter.setFont(m_theme.smaller());
    painter.drawText(text, Qt::AlignRight | Qt::AlignVCenter, zone);
}

void TimelineDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const ThemeColors& colors = m_theme.colors();
    const auto* table = qobject_cast<const QTableView*>(option.widget);
    painter->save();
    painter->setClipRect(option.rect);
    const TimelineModel::RowKind kind = kindOf(index);
    if (kind == TimelineModel::RowKind::Heading) {
        // Every cell paints its slice of the one text.
        const int left = table ? table->columnViewportPosition(0) : option.rect.left();
        const int width = table ? table->viewport()->width() : option.rect.width();
        const ZoneLabel label = isOtherZone(index) ? ZoneLabel::Shown : ZoneLabel::Left;
        paintHeading(*painter, QRect(left, option.rect.top(), width, option.rect.height()), index, option.font, label);
        painter->restore();
        return;
    }
    if (option.state & QStyle::State_Selected)
        painter->fillRect(option.rect, colors.selection);
    const bool isInWindow = index.data(TimelineModel::InWindowRole).toBool();
    const QRect text = option.rect.adjusted(padding, verticalPadding, -padding, -verticalPadding);
    painter->setPen(kind == TimelineModel::RowKind::Entry && isInWindow ? colors.ink : colors.muted);
    painter->setFont(isTime(index) ? m_theme.monospace() : option.font);
    constexpr int top = static_cast<int>(Qt::AlignLeft) | static_cast<int>(Qt::AlignTop);
    if (kind == TimelineModel::RowKind::NewEntry) {
        const QString words = index.column() == TimelineModel::Clock ? QStringLiteral("+") : index.data().toString();
        painter->drawText(text, top, painter->fontMetrics().elidedText(words, Qt::ElideRight, text.width()));
    } else if (index.column() == TimelineModel::Title) {
        if (!isEdited(option, index))    // its second line would stand below the editor
            paintTitle(*painter, option, index, text);
    } else if (index.column() == TimelineModel::EvidenceCount) {
        paintCount(*painter, option, index.data().toString());
    } else {
        painter->drawText(text, top, painter->fontMetrics().elidedText(index.data().toString().left(300), Qt::ElideRight, text.width()));
    }
    const bool isCurrent = table && table->currentIndex() == index && table->hasFocus();
    if (isCurrent) {
        painter->setPen(QPen(colors.accent, 1));
        painter->drawRect(option.rect.adjusted(0, 0, -1, -1));
    }
    painter->restore();
}

void TimelineDelegate::paintTitle(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index, const QRect& text) const
{
    const QStringList tags = m_tagPlace == TagPlace::Title ? index.data(TimelineModel::TagsRole).toStringList() : QStringList();
    const TitleLayout layout = TitleLayout::of(index.data().toString(), tags, option.font, badgeFont(), text.width());
    const QFontMetrics metrics(option.font);
    for (int line = 0; line < layout.lines.size(); ++line)
        painter.drawText(text.left(), text.top() + line * metrics.height() + metrics.ascent(), layout.lines[line]);
    const bool isInWindow = index.data(TimelineModel::InWindowRole).toBool();
    for (int i = 0; i < layout.badges.size(); ++i)
        paintBadge(painter, layout.badges[i].translated(text.topLeft()), tags[i], isInWindow);
}

void TimelineDelegate::paintBadge(QPainter& painter, const QRect& rect, const QString& tag, bool isInWindow) const
{
    const ThemeColors& colors = m_theme.colors();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colors.soft);
    painter.drawRoundedRect(rect, 3, 3);
    painter.setFont(badgeFont());
    painter.setPen(tag == QLatin1String("impact") ? colors.bad : isInWindow ? colors.ink : colors.muted);
    painter.drawText(rect, Qt::AlignCenter, painter.fontMetrics().elidedText(tag, Qt::ElideRight, rect.width()));
    painter.restore();
}

void TimelineDelegate::paintCount(QPainter& painter, const QStyleOptionViewItem& option, const QString& count) const
{
    if (count.isEmpty())
        return;
    const ThemeColors& colors = m_theme.colors();
    painter.setFont(m_theme.smaller());
    const QFontMetrics metrics = painter.fontMetrics();
    const int height = metrics.height() + 2;
    const int width = std::max(metrics.horizontalAdvance(count) + 10, height + 2);
    const QRect pill(option.rect.right() - padding - width, option.rect.top() + verticalPadding, width, height);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colors.line, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(pill).adjusted(0.5, 0.5, -0.5, -0.5), height / 2.0, height / 2.0);
    painter.setPen(colors.muted);
    painter.drawText(pill, Qt::AlignCenter, count);
}

QWidget* TimelineDelegate::createEditor(QWidget* parent, const QStyleOptionViewItem&, const QModelIndex& index) const
{
    const QString name = index.model()->headerData(index.column(), Qt::Horizontal).toString();
    if (index.column() == TimelineModel::Type || index.column() == TimelineModel::PrecisionColumn) {
        auto* combo = new QComboBox(parent);
        combo->setAccessibleName(name);
        if (index.column() == TimelineModel::Type)
            for (const std::string& type : timelineTypes())
                combo->addItem(toQString(type));
        else
            for (const auto precision : {Precision::Exact, Precision::Minute, Precision::About, Precision::Before, Precision::After, Precision::Range})
                combo->addItem(toQString(nameOf(precision)));
        return combo;
    }
    auto* editor = new QLineEdit(parent);
    editor->setAccessibleName(name);
    if (isTime(index)) {
        editor->setFont(m_theme.monospace());
        editor->setPlaceholderText(tr("21:30, ~18:45, 10:03-10:13, +15m"));
    }
    addCompletion(editor, index);
    m_editor = editor;
    m_edited = index;
    connect(editor, &QLineEdit::textEdited, this, [this] { delete m_problem; });
    return editor;
}

void TimelineDelegate::addCompletion(QLineEdit* editor, const QModelIndex& index) const
{
    const auto& timeline = m_session.contents().timeline;
    QCompleter* completer = nullptr;
    if (index.column() == TimelineModel::Tags) {
        QStringList tags{QStringLiteral("impact"), QStringLiteral("detected"), QStringLiteral("mitigation"), QStringLiteral("resolved"),
                         QStringLiteral("trigger")};
        for (const TimelineEntry& entry : timeline)
            for (const std::string& tag : entry.tags)
                tags << toQString(tag);
        tags.removeDuplicates();
        completer = new TagCompleter(tags, editor);
    } else if (index.column() == TimelineModel::Owner || index.column() == TimelineModel::Section) {
        const bool isOwner = index.column() == TimelineModel::Owner;
        completer = new QCompleter(distinct(timeline, isOwner ? &TimelineEntry::owner : &TimelineEntry::section), editor);
    }
    if (!completer)
        return;
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    editor->setCompleter(completer);
}

void TimelineDelegate::setEditorData(QWidget* editor, const QModelIndex& index) const
{
    const QString text = index.data(Qt::EditRole).toString();
    if (auto* combo = qobject_cast<QComboBox*>(editor)) {
        combo->setCurrentIndex(std::max(0, combo->findText(text)));
        return;
    }
    auto* line = qobject_cast<QLineEdit*>(editor);
    // Values may change under an open editor; what a person has typed stays.
    if (!line || line->isModified())
        return;
    line->setText(text);
    line->selectAll();
}

void TimelineDelegate::setModelData(QWidget* editor, QAbstractItemModel* model, const QModelIndex& index) const
{
    if (auto* combo = qobject_cast<QComboBox*>(editor))
        model->setData(index, combo->currentText(), Qt::EditRole);
    else if (auto* line = qobject_cast<QLineEdit*>(editor))
        model->setData(index, line->text(), Qt::EditRole);
}

void TimelineDelegate::updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QRect rect = option.rect;
    rect.setHeight(std::max(editor->sizeHint().height(), std::min(rect.height(), editor->sizeHint().height())));
    if (isTime(index))
        rect.setWidth(std::max(rect.width(), QFontMetrics(m_theme.monospace()).averageCharWidth() * widestEditedTime));
    editor->setGeometry(rect);
}

bool TimelineDelegate::isRefused(QLineEdit* editor)
{
    const auto* model = qobject_cast<const TimelineModel*>(m_edited.model());
    if (!model || editor != m_editor)
        return false;
    const QString problem = model->problemOf(m_edited, editor->text());
    if (problem.isEmpty())
        return false;
    showProblem(editor, problem);
    return true;
}

void TimelineDelegate::showProblem(QLineEdit* editor, const QString& problem)
{
    delete m_problem;
    auto* label = new QLabel(editor->parentWidget());
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setText(problem);
    label->setAutoFillBackground(true);
    label->setFrameShape(QFrame::Box);
    QPalette palette = label->palette();
    palette.setColor(QPalette::Window, m_theme.colors().panel);
    palette.setColor(QPalette::WindowText, m_theme.colors().bad);
    label->setPalette(palette);
    label->setMargin(verticalPadding);
    const int room = editor->parentWidget()->width();
    const int width = std::min(room - 2 * padding, label->fontMetrics().averageCharWidth() * 48);
    const int left = std::clamp(editor->x(), 0, std::max(0, room - width));
    label->setGeometry(left, editor->geometry().bottom() + 2, width, label->heightForWidth(width));
    label->show();
    label->raise();
    editor->setAccessibleDescription(problem);
    // Gone with the editor, however that ends.
    connect(editor, &QObject::destroyed, label, &QObject::deleteLater);
    m_problem = label;
}

QString TimelineDelegate::problem() const
{
    return m_problem ? m_problem->text() : QString();
}

bool TimelineDelegate::eventFilter(QObject* watched, QEvent* event)
{
    auto* line = qobject_cast<QLineEdit*>(watched);
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        const bool isDone = key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Tab || key == Qt::Key_Backtab;
        if (line && isDone && isRefused(line))
            return true;
        if (key == Qt::Key_Escape) {
            const bool isHandled = QStyledItemDelegate::eventFilter(watched, event);
            emit givenUp();
            return isHandled;
        }
    }
    if (line && event->type() == QEvent::FocusOut && isRefused(line))
        return false;
    return QStyledItemDelegate::eventFilter(watched, event);
}

}    // namespace faultline
