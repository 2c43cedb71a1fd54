#pragma once

#include <QFrame>

#include <functional>

class QLabel;
class QLineEdit;

namespace faultline {

class Theme;

/// One question below a button: a line to type, and under it what is understood, while typing. Enter takes it, Esc leaves.
class AskPopup : public QFrame {
    Q_OBJECT

public:
    struct Understanding {
        QString text;
        bool isGood = false;
    };
    enum class Emptiness { Refused, Accepted };
    struct Question {
        QString title;
        QString text;        ///< offered, selected
        QString hint;        ///< what to write, while nothing is
        std::function<Understanding(const QString&)> understand;
        std::function<void(const QString&)> accept;    ///< only what is understood well
        Emptiness emptiness = Emptiness::Refused;
    };

    AskPopup(const Theme& theme, QWidget* parent);

    void ask(Question question, QWidget* below);
    void ask(Question question, const QRect& below);    ///< on the screen

private:
    void typed();
    void take();

    const Theme& m_theme;
    Question m_question;
    QLabel* m_title = nullptr;
    QLineEdit* m_field = nullptr;
    QLabel* m_understood = nullptr;
};

}    // namespace faultline
