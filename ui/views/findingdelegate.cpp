#include "ui/views/findingdelegate.h"

#include "ui/models/findingsmodel.h"
#include "ui/theme.h"
#include "ui/views/sparkline.h"

#include <QApplication>
#include <QPainter>

#include <cmath>

namespace faultline {

namespace {

constexpr int margin = 8;
constexpr int above = 4;    // pixels above the first and below the second line
constexpr double faint = 0.45;

}    // namespace

FindingDelegate::FindingDelegate(const FindingsModel& model, const Theme& theme, QObject* parent)
    : QStyledItemDelegate(parent), m_model(model), m_theme(theme)
{
}

QSize FindingDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const int lines = QFontMetrics(m_theme.tabular()).height() + QFontMetrics(m_theme.smaller()).height();
    // Whole pixels above the text's width, which is none itself: a column of exactly that would cut it.
    const int text = static_cast<int>(std::ceil(QFontMetricsF(m_theme.tabular()).horizontalAdvance(index.data().toString()))) + 1 + 2 * margin;
    const int width = index.column() == FindingsModel::Trend ? option.fontMetrics.averageCharWidth() * 14 : text;
    return {width, lines + 2 * above};
}

void FindingDelegate::paint(QPainter* painter, const QStyleOptionViewItem& given, const QModelIndex& index) const
{
    QStyleOptionViewItem option = given;
    initStyleOption(&option, index);
    const QStyle* style = option.widget ? option.widget->style() : QApplication::style();
    painter->save();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter, option.widget);
    if (m_isFaint)
        painter->setOpacity(faint);
    if (index.column() == FindingsModel::Trend) {
        if (const Finding* finding = m_model.finding(index))
            paintSparkline(*painter, QRectF(option.rect).adjusted(margin, 8, -margin, -8), finding->trend, m_theme.colors());
    } else if (index.column() == FindingsModel::What) {
        paintWords(*painter, option, index);
    } else {
        const bool isWords = index.column() == FindingsModel::Baseline || index.column() == FindingsModel::Method;
        const QRect room = option.rect.adjusted(margin, 0, -margin, 0);
        painter->setFont(isWords ? m_theme.smaller() : m_theme.tabular());
        painter->setPen(index.data(Qt::ForegroundRole).value<QColor>());
        painter->drawText(room, static_cast<int>(option.displayAlignment) | Qt::TextSingleLine,
                          painter->fontMetrics().elidedText(option.text, Qt::ElideRight, room.width()));
    }
    painter->restore();
    if (option.state & QStyle::State_HasFocus && option.showDecorationSelected) {
        QStyleOptionFocusRect focus;
        focus.QStyleOption::operator=(option);
        style->drawPrimitive(QStyle::PE_FrameFocusRect, &focus, painter, option.widget);
    }
}

void FindingDelegate::paintWords(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QRect room = option.rect.adjusted(margin, above, -margin, -above);
    const QFontMetrics metrics(m_theme.tabular());
    const QFontMetrics small(m_theme.smaller());
    const QString note = index.data(FindingsModel::NoteRole).toString();
    const int noteWidth = note.isEmpty() ? 0 : small.horizontalAdvance(note) + margin;
    const QString first = metrics.elidedText(option.text, Qt::ElideMiddle, std::max(0, room.width() - noteWidth));
    painter.setFont(m_theme.tabular());
    painter.setPen(m_theme.colors().ink);
    painter.drawText(room, Qt::AlignLeft | Qt::AlignTop | Qt::TextSingleLine, first);
    painter.setFont(m_theme.smaller());
    if (!note.isEmpty()) {
        painter.setPen(m_theme.colors().bad);
        painter.drawText(QRect(room.left() + metrics.horizontalAdvance(first) + margin, room.top(), noteWidth, metrics.height()),
                         Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, note);
    }
    painter.setPen(m_theme.colors().muted);
    painter.drawText(room, Qt::AlignLeft | Qt::AlignBottom | Qt::TextSingleLine,
                     small.elidedText(index.data(FindingsModel::SentenceRole).toString(), Qt::ElideRight, room.width()));
}

}    // namespace faultline
