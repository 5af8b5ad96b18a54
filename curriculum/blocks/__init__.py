"""What a lesson is made of, in the order an author picks it."""

from wagtail.blocks import StreamBlock

from curriculum.blocks.callout import CalloutBlock
from curriculum.blocks.code import CodeBlock
from curriculum.blocks.exercise import ExerciseBlock
from curriculum.blocks.media import PictureBlock
from curriculum.blocks.text import TextBlock


class LessonBody(StreamBlock):
    text = TextBlock()
    code = CodeBlock()
    picture = PictureBlock()
    callout = CalloutBlock()
    exercise = ExerciseBlock()


__all__ = ["CalloutBlock", "CodeBlock", "ExerciseBlock", "LessonBody", "PictureBlock", "TextBlock"]
