#pragma once

#include <QStyledItemDelegate>

namespace faultline {

class Theme;

/// A line as plain text with the hits of a search marked. A line whose first hit would not be seen is shown from there on.
class LineDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    LineDelegate(const Theme& theme, QObject* parent);

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    const Theme& m_theme;
};

}    // namespace faultline
