#pragma once

#include <QLabel>

namespace faultline {

/// A line of plain text that gives way when there is no room, and then tells the whole in its tooltip. With Qt::ElideNone it is
/// shown as a whole or not at all, and takes only room that nothing else wants.
class ElidedLabel : public QLabel {
    Q_OBJECT

public:
    explicit ElidedLabel(QWidget* parent, Qt::TextElideMode mode = Qt::ElideRight);

    void setFullText(const QString& text);
    QString fullText() const { return m_text; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void updateToolTip();

    QString m_text;
    Qt::TextElideMode m_mode;
};

}    // namespace faultline
