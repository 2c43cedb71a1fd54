#pragma once

#include "app/base/result.h"

#include <QFrame>

class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace faultline {

class Theme;

/// Says what failed without stopping anybody: one line under the menu, plain text, closed with Esc or the button. What was said
/// before stays readable under Details.
class MessageBanner : public QFrame {
    Q_OBJECT

public:
    MessageBanner(const Theme& theme, QWidget* parent);

    void show(const Error& error);
    void dismiss();
    QString text() const;    ///< of the newest message

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void announce();

    const Theme& m_theme;
    QLabel* m_text = nullptr;
    QPushButton* m_more = nullptr;
    QPlainTextEdit* m_history = nullptr;
    QString m_newest;
    int m_repeats = 0;
};

}    // namespace faultline
