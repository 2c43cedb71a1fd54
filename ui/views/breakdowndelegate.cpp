#include "ui/views/breakdowndelegate.h"

#include "ui/models/breakdownmodel.h"
#include "ui/theme.h"
#include "ui/views/sparkline.h"

#include <QApplication>
#include <QPainter>

#include <algorithm>

namespace faultline {

namespace {

constexpr int margin = 8;

}    // namespace

BreakdownDelegate::BreakdownDelegate(const BreakdownModel& model, const Theme& theme, QObject* parent)
    : QStyledItemDelegate(parent), m_model(model), m_theme(theme)
{
}

QSize BreakdownDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const
{
    return {option.fontMetrics.averageCharWidth() * 8, std::max(option.fontMetrics.height(), QFontMetrics(m_theme.monospace()).height()) + 10};
}

void BreakdownDelegate::paint(QPainter* painter, const QStyleOptionViewItem& given, const QModelIndex& index) const
{
    QStyleOptionViewItem option = given;
    initStyleOption(&option, index);
    const QStyle* style = option.widget ? option.widget->style() : QApplication::style();
    painter->save();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter, option.widget);
    if (m_isFaint)
        painter->setOpacity(0.45);
    const auto column = static_cast<BreakdownColumn>(index.column());
    if (column == BreakdownColumn::TrendLine) {
        if (const Trend* trend = m_model.trend(index))
            paintTrend(*painter, QRectF(option.rect).adjusted(margin, 6, -margin, -6), *trend);
    } else if (column == BreakdownColumn::Value) {
        paintValue(*painter, option, index);
    } else {
        painter->setFont(option.font);
        painter->setPen(index.data(Qt::ForegroundRole).value<QColor>());
        painter->drawText(option.rect.adjusted(2, 0, -margin, 0), Qt::AlignRight | Qt::AlignVCenter, option.text);
    }
    painter->restore();
    if (option.state & QStyle::State_HasFocus && option.showDecorationSelected) {
        QStyleOptionFocusRect focus;
        focus.QStyleOption::operator=(option);
        style->drawPrimitive(QStyle::PE_FrameFocusRect, &focus, painter, option.widget);
    }
}

void BreakdownDelegate::paintValue(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QRect room = option.rect.adjusted(margin, 0, -margin, 0);
    const QString note = index.data(BreakdownModel::NoteRole).toString();
    const QFontMetrics noteMetrics(m_theme.smaller());
    const int noteWidth = note.isEmpty() ? 0 : noteMetrics.horizontalAdvance(note) + margin;
    const QFontMetrics metrics(option.font);
    const QString shown = metrics.elidedText(option.text, Qt::ElideMiddle, std::max(0, room.width() - noteWidth));
    painter.setFont(option.font);
    painter.setPen(index.data(Qt::ForegroundRole).value<QColor>());
    painter.drawText(room, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, shown);
    if (note.isEmpty())
        return;
    room.setLeft(room.left() + metrics.horizontalAdvance(shown) + margin);
    painter.setFont(m_theme.smaller());
    painter.setPen(m_theme.colors().muted);
    painter.drawText(room, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, note);
}

void BreakdownDelegate::paintTrend(QPainter& painter, const QRectF& room, const Trend& trend) const
{
    Sparkline line;
    line.own.assign(trend.baseline.begin(), trend.baseline.end());
    line.turn = line.own.size();
    line.own.insert(line.own.end(), trend.window.begin(), trend.window.end());
    paintSparkline(painter, room, line, m_theme.colors());
}

}    // namespace faultline
