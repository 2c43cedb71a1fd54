#pragma once

#include <QStyledItemDelegate>

namespace faultline {

class FindingsModel;
class Theme;

/// A finding in two lines, and its small line.
class FindingDelegate final : public QStyledItemDelegate {
    Q_OBJECT

public:
    FindingDelegate(const FindingsModel& model, const Theme& theme, QObject* parent);

    void setFaint(bool isFaint) { m_isFaint = isFaint; }    ///< what is shown answers an older question
    bool isFaint() const { return m_isFaint; }
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    void paintWords(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index) const;

    const FindingsModel& m_model;
    const Theme& m_theme;
    bool m_isFaint = false;
};

}    // namespace faultline
