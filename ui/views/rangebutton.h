#pragma once

#include <QPushButton>

namespace faultline {

class Theme;

/// "23 Apr 2024 20:50 → 21:40  50 min": the range stands out, its length does not.
class RangeButton : public QPushButton {
    Q_OBJECT

public:
    RangeButton(const Theme& theme, QWidget* parent);

    void setRange(const QString& range, const QString& length);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QFont strong() const;

    const Theme& m_theme;
    QString m_range;
    QString m_length;
};

}    // namespace faultline
