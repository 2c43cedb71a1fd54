#pragma once

#include <QLayout>

#include <vector>

namespace faultline {

/// Its widgets as words of a text: the next line when the row is full.
class FlowLayout final : public QLayout {
public:
    explicit FlowLayout(QWidget* parent);
    ~FlowLayout() override;

    void addItem(QLayoutItem* item) override;
    int count() const override { return static_cast<int>(m_items.size()); }
    QLayoutItem* itemAt(int index) const override;
    QLayoutItem* takeAt(int index) override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize minimumSize() const override;
    QSize sizeHint() const override { return minimumSize(); }
    void setGeometry(const QRect& rect) override;

private:
    /// The height that a width needs; `place` is called with every item and where it goes.
    template <typename Place>
    int flow(const QRect& rect, const Place& place) const;

    std::vector<QLayoutItem*> m_items;
};

}    // namespace faultline
