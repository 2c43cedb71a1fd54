#include "ui/views/flowlayout.h"

#include <algorithm>

namespace faultline {

FlowLayout::FlowLayout(QWidget* parent) : QLayout(parent) {}

FlowLayout::~FlowLayout()
{
    for (QLayoutItem* item : m_items)
        delete item;
}

void FlowLayout::addItem(QLayoutItem* item)
{
    m_items.push_back(item);
}

QLayoutItem* FlowLayout::itemAt(int index) const
{
    return index >= 0 && index < count() ? m_items[static_cast<std::size_t>(index)] : nullptr;
}

QLayoutItem* FlowLayout::takeAt(int index)
{
    QLayoutItem* item = itemAt(index);
    if (item)
        m_items.erase(m_items.begin() + index);
    return item;
}

template <typename Place>
int FlowLayout::flow(const QRect& rect, const Place& place) const
{
    const QRect area = rect.marginsRemoved(contentsMargins());
    const int between = std::max(0, spacing());
    QPoint next = area.topLeft();
    int rowHeight = 0;
    for (QLayoutItem* item : m_items) {
        const QSize size = item->sizeHint();
        if (next.x() > area.left() && next.x() + size.width() > area.right() + 1) {
            next = {area.left(), next.y() + rowHeight + between};
            rowHeight = 0;
        }
        place(item, QRect(next, size));
        next.rx() += size.width() + between;
        rowHeight = std::max(rowHeight, size.height());
    }
    return next.y() + rowHeight - rect.top() + contentsMargins().bottom();
}

int FlowLayout::heightForWidth(int width) const
{
    return flow(QRect(0, 0, width, 0), [](QLayoutItem*, const QRect&) {});
}

QSize FlowLayout::minimumSize() const
{
    QSize least;
    for (const QLayoutItem* item : m_items)
        least = least.expandedTo(item->minimumSize());
    return least.grownBy(contentsMargins());
}

void FlowLayout::setGeometry(const QRect& rect)
{
    QLayout::setGeometry(rect);
    const int spare = std::max(0, rect.height() - heightForWidth(rect.width()));
    flow(rect.adjusted(0, spare / 2, 0, 0), [](QLayoutItem* item, const QRect& place) { item->setGeometry(place); });
}

}    // namespace faultline
