"""Painting masks over the picture: what the hand covers, how it is laid on a mask, how it looks.

instrument   what is in hand: brush or outline, adding or erasing
brush        one dab of a brush
stroke       dabs along a way
outlines     rectangles, ellipses, outlines drawn by hand
flood        what is of one colour
coverage     the sheet that all of them cover
laying       how it is laid on a mask
strokes      those that wait to be laid, one after the other
sheet        a mask as it is looked at, at any zoom
pile         all masks over a picture, and which one is painted
hatch        the colour and the hatch of each role
overlay      sheets over the picture
marks        the ring of the brush and the outline in the making
gestures     what becomes of a press and a drag
mask_tool    the tool of the canvas that holds all this together
"""
