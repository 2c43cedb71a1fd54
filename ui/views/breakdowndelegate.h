#pragma once

#include <QStyledItemDelegate>

namespace faultline {

class BreakdownModel;
class Theme;
struct Trend;

/// Values elided in their middle, because both ends tell; trends as small lines; all fainter while newer numbers are on the way.
class BreakdownDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    BreakdownDelegate(const BreakdownModel& model, const Theme& theme, QObject* parent);

    void setFaint(bool isFaint) { m_isFaint = isFaint; }
    bool isFaint() const { return m_isFaint; }
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    void paintValue(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index) const;
    void paintTrend(QPainter& painter, const QRectF& room, const Trend& trend) const;

    const BreakdownModel& m_model;
    const Theme& m_theme;
    bool m_isFaint = false;
};

}    // namespace faultline
