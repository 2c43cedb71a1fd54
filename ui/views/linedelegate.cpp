#include "ui/views/linedelegate.h"

#include "ui/models/linesmodel.h"
#include "ui/theme.h"

#include <QApplication>
#include <QPainter>

#include <algorithm>

namespace faultline {

namespace {

constexpr int margin = 6;
constexpr int charactersBeforeHit = 24;
constexpr qsizetype mostCharacters = 1'200;    // more do not fit on a screen

}    // namespace

LineDelegate::LineDelegate(const Theme& theme, QObject* parent) : QStyledItemDelegate(parent), m_theme(theme) {}

void LineDelegate::paint(QPainter* painter, const QStyleOptionViewItem& given, const QModelIndex& index) const
{
    QStyleOptionViewItem option = given;
    initStyleOption(&option, index);
    const QStyle* style = option.widget ? option.widget->style() : QApplication::style();
    const bool isText = index.column() == LinesModel::TextColumn;
    QString text = option.text;
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter, option.widget);
    const QRect room = option.rect.adjusted(margin, 0, -margin, 0);
    if (room.width() <= 0)
        return;
    painter->save();
    painter->setClipRect(option.rect);
    painter->setFont(option.font);
    const QFontMetrics metrics(option.font);
    const auto color = index.data(Qt::ForegroundRole).value<QColor>();
    int shift = 0;
    if (isText) {
        const auto hits = index.data(LinesModel::HitsRole).value<QList<QPoint>>();
        if (!hits.isEmpty() && metrics.horizontalAdvance(text.left(hits.front().x() + hits.front().y())) > room.width()) {
            shift = std::max(0, hits.front().x() - charactersBeforeHit);
            text = QChar(0x2026) + text.mid(shift + 1);
        }
        text.truncate(mostCharacters);
        QColor mark = m_theme.colors().warning;
        mark.setAlpha(90);
        for (const QPoint& hit : hits) {
            const int begin = hit.x() - shift;
            if (begin < 0 || begin >= text.size())
                continue;
            const int left = room.left() + metrics.horizontalAdvance(text.left(begin));
            const int width = metrics.horizontalAdvance(text.mid(begin, hit.y()));
            painter->fillRect(QRect(left, room.top() + 1, std::max(2, width), room.height() - 2), mark);
        }
    }
    painter->setPen(color.isValid() ? color : m_theme.colors().ink);
    const Qt::TextElideMode elide = index.column() == LinesModel::SourceColumn ? Qt::ElideMiddle : Qt::ElideRight;
    painter->drawText(room, static_cast<int>(option.displayAlignment) | Qt::TextSingleLine, metrics.elidedText(text, elide, room.width()));
    painter->restore();
}

}    // namespace faultline
